"""Delimited text, read whole columns at a time and written."""
