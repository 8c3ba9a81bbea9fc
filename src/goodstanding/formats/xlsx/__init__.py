"""Excel workbooks (.xlsx, .xlsm), read and written."""
