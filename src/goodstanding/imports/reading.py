"""How a file was read, for the page on which a person can say that it should be read otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from goodstanding.formats.encodings.choices import samples
from goodstanding.formats.place import column_letters
from goodstanding.formats.table import ROW
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Import
from goodstanding.imports.shown import hidden_rows, shown_cells, shown_frame
from goodstanding.imports.storage import load_reading, read_head
from goodstanding.sheets.answers import NOT_IMPORTED
from goodstanding.sheets.column import Column, SheetKind
from goodstanding.sheets.correct import wording
from goodstanding.sheets.values.text import clean

HEAD_ROWS, HEAD_CELLS, EXAMPLES = 12, 8, 3
MOST_UNKNOWN = 50
LIST_CODES = {"license-unknown", "license-ambiguous"}
"""Problems of the entry of a list that several cells describe together."""
VALUE_CODES = {"learner-unknown", "value-unknown", "unit-unknown", "unit-ambiguous"}
UNKNOWN_CODES = LIST_CODES | VALUE_CODES


@dataclass(frozen=True, slots=True)
class HeaderRow:
    """A row that may be the header: its number, its first cells, and whether it is taken."""

    row: int
    cells: list[str]
    chosen: bool


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """A column of the file, and the field that it stands for ("" undecided, "-" on purpose)."""

    cell: str
    letters: str
    heading: str
    examples: list[str]
    field: str


@dataclass(frozen=True, slots=True)
class Undecided:
    """A column of dates that can be read in two ways, by one of its dates (ISO texts)."""

    field: str
    heading: str
    text: str
    month_first: str
    day_first: str


@dataclass(frozen=True, slots=True)
class UnknownValue:
    """A value that is on no list: in how many rows it stands, and what it may have meant."""

    column: Column
    heading: str
    text: str
    rows: int
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class Reading:
    """All that can be answered about a file. ``encodings`` has name, title and sample words;
    ``sheet`` is the one of ``sheets`` that was read.
    """

    encodings: list[tuple[str, str, list[str]]]
    sheets: list[str]
    sheet: str
    header_rows: list[HeaderRow]
    columns: list[ColumnMatch]
    undecided: list[Undecided]
    unknown: list[UnknownValue]


def reading_of(import_: Import) -> Reading:
    """How the file was read. Of a file that could not be, the character sets are all."""
    encodings = _encodings(import_)
    if not import_.plan_digest:
        return Reading(encodings, [], "", [], [], [], [])
    reading = load_reading(import_)
    table = shown_frame(import_, "table")
    kind = find_kind(import_.kind).sheet
    headings = {c.field: c.heading for c in kind.columns} | reading["headings"]
    return Reading(
        encodings=encodings,
        sheets=[name for name, _, _ in reading["sheets"]],
        sheet=str(reading["table_name"]),
        header_rows=_header_rows(table, reading["header_row"]),
        columns=_columns(import_, table, reading),
        undecided=[
            Undecided(field, headings[field], *texts)
            for field, texts in reading["undecided"].items()
        ],
        unknown=_unknown(import_, kind, headings),
    )


def _encodings(import_: Import) -> list[tuple[str, str, list[str]]]:
    """The character sets that fit; only text has any, and only beyond ASCII do they differ."""
    if import_.read_as.get("format", "delimited") != "delimited":
        return []
    if not hidden_rows(import_).is_empty():
        return []  # the words may be the names of whoever is not to be seen
    return [each for each in samples(read_head(import_)) if each[2]]


def _header_rows(table: pl.DataFrame, chosen: int | None) -> list[HeaderRow]:
    cells = table.columns[1 : HEAD_CELLS + 1]
    head = table.select(ROW, *(clean(pl.col(cell)).fill_null("") for cell in cells))
    near = head.filter(pl.col(ROW) <= (chosen or 0) + HEAD_ROWS).tail(2 * HEAD_ROWS)
    return [HeaderRow(row, list(texts), row == chosen) for row, *texts in near.iter_rows()]


def _columns(import_: Import, table: pl.DataFrame, reading: dict[str, Any]) -> list[ColumnMatch]:
    header = reading["header_row"]
    if header is None:
        return []
    fields = {cell: field for field, cell in reading["columns"].items()}
    ours = set(reading["result_columns"].values())
    on_purpose = {c for c, f in import_.answers.get("columns", {}).items() if f == NOT_IMPORTED}
    texts = table.select(ROW, clean(pl.col(table.columns[1:])))
    below = texts.filter(pl.col(ROW) > header)
    heading = texts.filter(pl.col(ROW) == header).to_dicts()
    return [
        ColumnMatch(
            cell,
            column_letters(int(cell.removeprefix("c"))),
            (heading[0][cell] or "") if heading else "",
            below[cell].drop_nulls().unique(maintain_order=True).head(EXAMPLES).to_list(),
            fields.get(cell, NOT_IMPORTED if cell in on_purpose else ""),
        )
        for cell in table.columns[1:]
        if cell not in ours
    ]


def _unknown(import_: Import, kind: SheetKind, headings: dict[str, str]) -> list[UnknownValue]:
    """The values that are on no list, the frequent ones first."""
    problems = shown_frame(import_, "problems").filter(pl.col("severity") == "error")
    cells = shown_cells(import_).with_columns(pl.col(ROW).cast(pl.UInt32))
    fields = {heading: field for field, heading in headings.items()}
    found = problems.filter(pl.col("code").is_in(list(VALUE_CODES))).select(
        ROW,
        pl.col("column").replace_strict(fields, default=None, return_dtype=pl.String),
        text="value",
        suggestion="suggestion",
    )
    if kind.described_by:
        described = problems.filter(pl.col("code").is_in(list(LIST_CODES))).join(
            cells.select(ROW, text=wording(cells, kind)), on=ROW
        )
        listed = described.select(
            ROW, pl.lit(kind.described_by[0]).alias("column"), "text", "suggestion"
        )
        found = pl.concat([found, listed])
    counted = (
        found.drop_nulls(["column", "text"])
        .group_by("column", "text", maintain_order=True)
        .agg(pl.len().alias("rows"), pl.col("suggestion").drop_nulls().first())
        .sort("rows", descending=True, maintain_order=True)
        .head(MOST_UNKNOWN)
    )
    return [
        UnknownValue(kind.column(field), headings[field], text, rows, suggestion)
        for field, text, rows, suggestion in counted.iter_rows()
    ]
