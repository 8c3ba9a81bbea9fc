"""Bytes <-> tables of text: every file format, and nothing about what the text means."""
