"""The commands: each reads arguments, calls one action or query, and prints the answer."""
