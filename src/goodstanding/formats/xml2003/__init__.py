"""XML Spreadsheet 2003 (SpreadsheetML), read and written."""
