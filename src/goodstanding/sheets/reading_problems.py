"""What the reader of a file had to say, told of the sheet: headings instead of letters."""

from __future__ import annotations

import polars as pl

from goodstanding.formats.place import column_letters
from goodstanding.formats.problem import problems_frame
from goodstanding.formats.table import ROW
from goodstanding.sheets.recognize import Recognized


def reading_problems(recognized: Recognized) -> pl.DataFrame:
    """The problems of the table as read; an error counts only where a value is wanted.

    A cell error in a title above the header, or in a column that is not imported, prevents
    nothing: it becomes a note.
    """
    names = {
        column_letters(int(cell.removeprefix("c"))): recognized.headings[field]
        for field, cell in recognized.columns.items()
    }
    letter = pl.col("column")
    below = pl.col(ROW) > (recognized.header_row or 0)
    wanted = letter.is_in(list(names)) & below
    harmless = (pl.col("severity") == "error") & ~wanted.fill_null(value=False)
    return problems_frame(recognized.table.problems).with_columns(
        severity=pl.when(harmless).then(pl.lit("note")).otherwise("severity"),
        column=pl.when(below).then(letter.replace(names)).otherwise(letter),
    )


def without_repeats(cell_problems: pl.DataFrame, read_before: pl.DataFrame) -> pl.DataFrame:
    """The problems of cells, less those of cells that the reader has named as errors already."""
    errors = read_before.filter(pl.col("severity") == "error").select(ROW, "column").unique()
    return cell_problems.join(errors, on=[ROW, "column"], how="anti", maintain_order="left")
