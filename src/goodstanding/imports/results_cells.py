"""Which cells of a results file are bad, what is said of them, and which of them are dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from goodstanding.exports.frames import serial_number
from goodstanding.formats.place import column_letters
from goodstanding.formats.styled_workbook.sheet import TONES, Note
from goodstanding.formats.table import ROW
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
    """The tones of bad cells and, by row, of the results, whose column has that name.

    Rows count from the first of the results.
    """
    judged = pl.DataFrame({"tone": results}).with_row_index("row").drop_nulls()
    of_results = judged.select("row", pl.lit(name).alias("column"), "tone")
    return pl.concat([bad.select(list(TONES)), of_results])


@dataclass(frozen=True, slots=True)
class Dates:
    """How the texts of a column were understood as dates: ``text`` and its ``serial`` number, and
    whether the day comes first in them. Texts that were not understood are absent.
    """

    serials: pl.DataFrame
    day_first: bool

    def stored(self, texts: pl.Series) -> pl.Series:
        """The serial numbers of cells; null for those that stay as they are."""
        cells = texts.to_frame("text")
        return cells.join(self.serials, on="text", how="left", maintain_order="left")["serial"]


def understood_dates(cells: pl.DataFrame, column: Column, today: date) -> Dates:
    """How a column's cells are to be understood.

    ``cells`` has ``text``, ``planned``, which is what the plan made of such a cell where it made
    anything, and ``len``, how many there are: of the two orders of day and month, the plan's is
    the one in which the file was read.
    """
    cells = cells.drop_nulls("text").with_columns(
        read=clean(pl.col("text")).str.replace(r"^'(\d)", "${1}")
    )
    distinct = cells.select(text="read").drop_nulls().unique()
    for day_first, name in ((False, "month_first"), (True, "day_first")):
        read = read_dates(distinct, column, today=today, day_first=day_first)
        read = read.select(read="text", **{name: pl.col("value")})
        cells = cells.join(read, on="read", how="left")
    month, day, times = pl.col("month_first"), pl.col("day_first"), pl.col("len")
    votes = cells.filter(month.ne_missing(day)).select(
        month=times.filter(month == pl.col("planned")).sum(),
        day=times.filter(day == pl.col("planned")).sum(),
    )
    for_month, for_day = votes.row(0)
    in_both = pl.when(month == day).then(month)
    order = day if for_day > for_month else month if for_month else in_both
    serials = cells.select("text", serial=serial_number(order)).drop_nulls().unique("text")
    return Dates(serials, for_day > for_month)
