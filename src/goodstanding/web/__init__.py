"""The pages: each reads a request, calls one action or query, and shows the answer."""
