"""The kinds of values in cells; each reads a whole column of distinct texts at a time."""
