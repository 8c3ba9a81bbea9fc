"""What all workbooks have in common: shown cells, number formats, cells far out."""
