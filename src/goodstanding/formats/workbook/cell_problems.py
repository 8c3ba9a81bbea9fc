"""Cells one below the other -> a frame of rows, and what is doubtful about them, in one wording."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from goodstanding.formats.place import cell_name, column_letters
from goodstanding.formats.problem import Problem
from goodstanding.formats.table import ROW

Merge = tuple[int, int, int, int]
"""A merged range: its first row (from 1) and column (from 0), and how many more rows and columns
it covers."""


def spread(filled: pl.DataFrame, width: int) -> pl.DataFrame:
    """Cells (``row``, ``column`` from 0, ``text``) -> ``row`` and a column ``c0``… for each place.

    The cells are in the order of their rows, and no two of them stand in one place.
    """
    rows = filled.select(pl.col("row").cast(pl.UInt32).alias(ROW)).unique(maintain_order=True)
    columns = [rows.to_series()]
    parts = filled.select("row", "column", "text").partition_by("column", as_dict=True)
    for index in range(width):
        part = parts.get((index,))
        if part is None:
            column = pl.Series([None], dtype=pl.String).new_from_index(0, rows.height)
        elif part.height == rows.height:
            column = part["text"]
        else:
            part = part.select(pl.col("row").cast(pl.UInt32).alias(ROW), "text")
            column = rows.join(part, on=ROW, how="left", maintain_order="left")["text"]
        columns.append(column.alias(f"c{index}"))
    return pl.DataFrame(columns)


def cell_errors(errors: pl.DataFrame) -> list[Problem]:
    """One error for each cell (``row``, ``column``, ``text``) that shows #N/A or the like."""
    return [
        Problem(
            "cell-error",
            "error",
            f"The {cell_name(row, column)} shows {text}: its formula could not be calculated.",
            "Correct the formula in Excel, or type the value in its place.",
            row=row,
            column=column_letters(column),
            value=text,
        )
        for row, column, text in errors.select("row", "column", "text").iter_rows()
    ]


def formulas_without_result(bare: pl.DataFrame) -> list[Problem]:
    """Formulas without a result: Excel always stores it, programs that make files may not."""
    return [
        Problem(
            "formula-without-result",
            "warning",
            f"The {cell_name(row, column)} holds a formula, but the file does not say what it "
            "comes to. The cell is read as empty.",
            "Open the file in Excel, which calculates the formula, and save it again.",
            row=row,
            column=column_letters(column),
        )
        for row, column in bare.select("row", "column").iter_rows()
    ]


def digits_lost(lost: pl.DataFrame) -> list[Problem]:
    """One error for each number (``row``, ``column``, ``text``) longer than Excel can keep.

    Microsoft, "Excel specifications and limits": 15 digits; those after them become zeros.
    """
    return [
        Problem(
            "digits-lost",
            "error",
            f"The {cell_name(row, column)} holds {text[:40]}, a number of more than 15 digits. A "
            "spreadsheet keeps only the first 15, so the last ones were lost.",
            "Format the column as Text and type the number again.",
            row=row,
            column=column_letters(column),
            value=text[:100],
        )
        for row, column, text in lost.select("row", "column", "text").iter_rows()
    ]


def merged_cells(filled: pl.DataFrame, merges: Iterable[Merge]) -> list[Problem]:
    """One warning for each merged range in whose first cell a value stands."""
    ranges = pl.DataFrame(
        list(merges),
        schema={"row": pl.Int64, "column": pl.Int64, "down": pl.Int64, "across": pl.Int64},
        orient="row",
    ).filter((pl.col("down") > 0) | (pl.col("across") > 0))
    if ranges.is_empty():
        return []
    cells = filled.select(pl.col("row", "column").cast(pl.Int64), "text")
    found = ranges.join(cells, on=["row", "column"], maintain_order="left")
    return [_merged(*range_) for range_ in found.iter_rows()]


def _merged(row: int, column: int, down: int, across: int, text: str) -> Problem:
    first = f"{column_letters(column)}{row}"
    last = f"{column_letters(column + across)}{row + down}"
    return Problem(
        "merged-cells",
        "warning",
        f"The cells {first} to {last} are merged. The value counts for {first} only; the others "
        "are read as empty.",
        "Unmerge the cells and type the value wherever it belongs.",
        row=row,
        column=column_letters(column),
        value=text[:100],
    )


def hidden_rows(count: int) -> list[Problem]:
    """A note that so many rows with content are hidden; nothing for none."""
    if not count:
        return []
    rows = "1 row is" if count == 1 else f"{count:,} rows are"
    return [
        Problem(
            "hidden-rows",
            "note",
            f"{rows} hidden in the sheet, by hand or by a filter. They are read like the others.",
            "If they should not be used, delete them from the sheet.",
        )
    ]


def hidden_columns(indexes: Iterable[int]) -> list[Problem]:
    """A note that these columns (from 0) with content are hidden; nothing for none."""
    letters = [column_letters(index) for index in sorted(indexes)]
    if not letters:
        return []
    which = f"Column {letters[0]} is" if len(letters) == 1 else f"Columns {', '.join(letters)} are"
    return [
        Problem(
            "hidden-columns",
            "note",
            f"{which} hidden in the sheet. What stands there is read like the rest.",
            "If it should not be used, delete it from the sheet.",
        )
    ]
