"""Pages, one module a noun: read a request, call one action or query, show."""
