"""Character sets: found in bytes, offered to choose from, written."""
