"""Excel workbooks with looks, notes, drop-downs and a filter, written column by column."""
