"""The limits on rows, columns and cells, and the refusals that name them."""

from __future__ import annotations

from typing import NoReturn

import polars as pl

from goodstanding.formats.limits import Limits
from goodstanding.formats.place import MAX_COLUMN, MAX_ROW, cell_name, column_letters
from goodstanding.formats.table import ROW
from goodstanding.formats.unreadable import Unreadable


def check_bounds(frame: pl.DataFrame, limits: Limits, sheet: str = "") -> None:
    """Raise Unreadable when a finished frame (``row``, ``c0``, …) exceeds a limit."""
    check_columns(frame.width - 1, limits, sheet)
    check_rows(frame.height, limits, sheet)
    check_cells(frame, limits, sheet)


def check_rows(rows: int, limits: Limits, sheet: str = "") -> None:
    """Raise Unreadable when there are too many rows; one row of headings comes on top."""
    if rows <= limits.rows + 1:
        return
    where = f'The sheet "{sheet}"' if sheet else "The file"
    raise Unreadable(
        "too-many-rows",
        f"{where} has more rows than the {limits.rows:,} that can be read at one time.",
        f"Split it into files of at most {limits.rows:,} rows, each with the headings on top.",
        place=f"row {limits.rows + 2}",
    )


def check_columns(columns: int, limits: Limits, sheet: str = "") -> None:
    """Raise Unreadable when there are too many columns."""
    if columns <= limits.columns:
        return
    where = f'The sheet "{sheet}"' if sheet else "The file"
    raise Unreadable(
        "too-many-columns",
        f"{where} has {columns:,} columns; at most {limits.columns} can be read.",
        "Delete the columns that are not needed, then save the file and upload it again.",
        place=f"column {column_letters(limits.columns)}",
    )


def check_cells(frame: pl.DataFrame, limits: Limits, sheet: str = "") -> None:
    """Raise Unreadable for the first cell with more characters than a cell may have."""
    cells = frame.columns[1:]
    if not cells or frame.is_empty():
        return
    longest = frame.select(pl.col(cells).str.len_bytes().max()).row(0)
    for index, size in enumerate(longest):
        if (size or 0) <= limits.cell_characters:
            continue
        lengths = frame.select(ROW, pl.col(cells[index]).str.len_chars().alias("length"))
        over = lengths.filter(pl.col("length") > limits.cell_characters)
        if over.height:
            row, length = over.row(0)
            refuse_cell(cell_name(row, index, sheet), length, limits)


def refuse_cell(place: str, length: int, limits: Limits) -> NoReturn:
    """Raise the refusal of one cell that is too long; ``length`` in characters."""
    raise Unreadable(
        "cell-too-long",
        f"The {place} holds {length:,} characters; a cell can hold at most "
        f"{limits.cell_characters:,}.",
        "Shorten the text in this cell. If you never typed that much, look for a quotation mark "
        "in it that is opened and not closed.",
        place=place,
    )


def check_inside(filled: pl.DataFrame) -> None:
    """Raise Unreadable for a value outside of what any spreadsheet program has."""
    row = filled.filter(pl.col("row") > MAX_ROW)
    if row.height:
        number = row["row"][0]
        raise _outside(f"row {number:,}", f"a sheet ends at row {MAX_ROW:,}")
    column = filled.filter(pl.col("column") >= MAX_COLUMN)
    if column.height:
        place = f"column {column['column'][0] + 1:,} of row {column['row'][0]}"
        raise _outside(place, f"a sheet ends at column {MAX_COLUMN:,}")


def _outside(place: str, end: str) -> Unreadable:
    return Unreadable(
        "cell-outside-sheet",
        f"There is a value at {place}, but {end}.",
        "Delete that value, or save the spreadsheet again from Excel.",
        place=place,
    )
