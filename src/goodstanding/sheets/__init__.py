"""What a column means: kinds of sheets, their columns, and the values in them."""
