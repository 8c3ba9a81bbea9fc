"""How a place in a sheet is called: column letters, and cells like C7."""

from __future__ import annotations

MAX_ROW = 1_048_576
MAX_COLUMN = 16_384
"""The size of a sheet in spreadsheet programs (Microsoft, "Excel specifications and limits")."""


def column_letters(index: int) -> str:
    """The spreadsheet letters of a column counted from 0: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def cell_name(row: int, index: int, sheet: str = "") -> str:
    """A cell in words, such as ``cell C7`` or ``cell C7 of the sheet "Nurses"``."""
    name = f"cell {column_letters(index)}{row}"
    return f'{name} of the sheet "{sheet}"' if sheet else name
