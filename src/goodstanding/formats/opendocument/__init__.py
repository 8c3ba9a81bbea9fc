"""OpenDocument spreadsheets, in an archive or as one flat file."""
