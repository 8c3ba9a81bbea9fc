"""The whole installation as one file: writing it, checking it, and restoring it elsewhere."""
