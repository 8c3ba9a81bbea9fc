"""Which cells of a results file are bad, what is said of them, and which of them are dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from goodstanding.exports.frames import serial_number
from goodstanding.formats.place import column_letters
from goodstanding.formats.table import ROW
from goodstanding.formats.workbook_sheet import TONES, Note
from goodstanding.sheets.column import Column
from goodstanding.sheets.values.dates import read_dates
from goodstanding.sheets.values.text import clean

MOST_NOTES = 5_000
"""So many cells at most have a note of their own: notes make a workbook slow to open. What is
wrong stands in words in every row."""

SIGNS = {
    "error": "✖",
    "warning": "⚠",
    "add": "✚",
    "change": "✎",
    "remove": "⊖",
    "same": "✓",
    "kept": "=",
}
"""Before the words of a result, so that no color is needed to see it."""


def bad_cells(problems: pl.DataFrame, rows: pl.DataFrame, names: Mapping[str, str]) -> pl.DataFrame:
    """The cells that have an error or a warning: ``row`` (from 0), ``column``, ``tone``, ``text``.

    ``rows`` is what will be written, with the rows' own numbers; ``names`` has for what a problem
    calls a column (heading or letters) the name of the frame's column.
    """
    places = rows.select(pl.col(ROW).cast(pl.UInt32)).with_row_index("at")
    found = problems.filter(pl.col("severity").is_in(["error", "warning"])).join(places, on=ROW)
    hint = pl.format("Did you mean {}?", "suggestion")
    said = pl.concat_str("message", "remedy", hint, separator=" ", ignore_nulls=True)
    label = pl.col("severity").replace_strict({"error": "Error: ", "warning": "Please look: "})
    return (
        found.select(
            pl.col("at").alias("row"),
            pl.col("column").replace_strict(dict(names), default=None).alias("column"),
            pl.col("severity").alias("tone"),
            pl.concat_str(label, said).alias("text"),
        )
        .drop_nulls("column")
        .sort("tone", "row", maintain_order=True)
        .group_by("row", "column", maintain_order=True)
        .agg(pl.col("tone").first(), pl.col("text").unique(maintain_order=True).str.join("\n"))
    )


def column_names(
    columns: Mapping[str, str], headings: Mapping[str, str], header: Mapping[str, str | None]
) -> dict[str, str]:
    """What problems call a column (letters, heading in the file, heading of a field) -> its name.

    ``columns`` has the name of the column of each field, ``headings`` what problems call the
    field, ``header`` the text in the header row of each column.
    """
    letters = {
        column_letters(int(name.removeprefix("c"))): name for name in header if name[1:].isdigit()
    }
    in_file = {(text or "").strip(): name for name, text in header.items()}
    fields = {headings[field]: name for field, name in columns.items()}
    return {**letters, **in_file, **fields}


def notes_of(bad: pl.DataFrame, columns: list[str]) -> tuple[Note, ...]:
    """A note for each bad cell, errors first, but for so many at most."""
    return tuple(
        Note(row, columns.index(column), text)
        for row, column, text in bad.head(MOST_NOTES).select("row", "column", "text").iter_rows()
    )


def with_signs(results: pl.Series, tones: pl.Series) -> pl.Series:
    """The words of the results, each with the sign of its tone before it."""
    both = pl.DataFrame([results.alias("result"), tones.alias("tone")])
    sign = pl.col("tone").replace_strict(SIGNS, default=None)
    signed = pl.concat_str(sign, "result", separator=" ", ignore_nulls=True).replace("", None)
    return both.select(signed.alias(results.name)).to_series()


def tones_of(bad: pl.DataFrame, results: pl.Series, name: str) -> pl.DataFrame:
    """The tones of bad cells and, by row, of the results, whose column has that name."""
    judged = pl.DataFrame({"tone": results}).with_row_index("row").drop_nulls()
    of_results = judged.select("row", pl.lit(name).alias("column"), "tone")
    return pl.concat([bad.select(list(TONES)), of_results])


def understood_dates(
    texts: pl.Series, planned: pl.Series, column: Column, today: date
) -> tuple[pl.Series, bool]:
    """The serial numbers of the cells that were understood as dates, and whether the day comes
    first in them; null for the others, which stay as they are.

    ``planned`` has what the plan made of the cell, where it made anything: of the two orders of
    day and month, that is the one in which the file was read.
    """
    cells = pl.DataFrame({"text": texts, "planned": planned}).with_columns(
        text=clean(pl.col("text")).str.replace(r"^'(\d)", "${1}")
    )
    distinct = cells.select("text").drop_nulls().unique()
    for day_first, name in ((False, "month_first"), (True, "day_first")):
        read = read_dates(distinct, column, today=today, day_first=day_first)
        read = read.select("text", pl.col("value").alias(name))
        cells = cells.join(read, on="text", how="left", maintain_order="left")
    month, day = pl.col("month_first"), pl.col("day_first")
    votes = cells.filter(month.ne_missing(day)).select(
        month=(month == pl.col("planned")).sum(), day=(day == pl.col("planned")).sum()
    )
    for_month, for_day = votes.row(0)
    in_both = pl.when(month == day).then(month)
    order = day if for_day > for_month else month if for_month else in_both
    return cells.select(serial_number(order)).to_series(), for_day > for_month
