"""The results file as a workbook: bad cells marked, dates as dates, its rows some at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.utils import timezone

from goodstanding.formats.styled_workbook.sheet import Chunk, RichSheet
from goodstanding.formats.styled_workbook.styles import look_of
from goodstanding.formats.styled_workbook.texts import check_lengths
from goodstanding.formats.table import ROW
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.results_cells import (
    SIGNS,
    Dates,
    bad_cells,
    column_names,
    notes_of,
    tones_of,
    understood_dates,
    with_signs,
)
from goodstanding.imports.results_rows import COLUMNS, Judged, between, judged_rows, their_rows
from goodstanding.imports.shown import shown_slices
from goodstanding.sheets.column import Column

RESULT = COLUMNS[0]
DONE = ("add", "change", "same")
"""Outcomes for which the plan says what became of a cell."""


@dataclass(frozen=True, slots=True)
class _Marks:
    """What is known of all rows before the first is written: bad cells, and dates by column."""

    bad: pl.DataFrame
    dates: Mapping[str, Dates]
    doubtful: pl.Series


def results_sheet(name: str, told: Judged) -> RichSheet:
    """The sheet of the results; nothing is said in it by color alone.

    ValueError for a text that Excel cannot hold.
    """
    fields = _date_fields(told)
    pairs: dict[str, list[pl.DataFrame]] = {field: [] for field in fields}
    planned = {field: _planned(told, field) for field in fields}
    header: dict[str, str | None] = {}
    start = 0
    for rows in their_rows(told):
        check_lengths(rows.drop(ROW), start)
        if not start and rows.height:
            header = rows.drop(ROW).row(told.heading_rows - 1, named=True)
        below = rows.slice(max(told.heading_rows - start, 0))
        for field, column in fields.items():
            pairs[field].append(_pairs(below.select(ROW, text=column), planned[field]))
        start += rows.height
    dates = {
        column: understood_dates(_together(pairs[field]), _column(told, field), _day_of(told))
        for field, column in fields.items()
    }
    headings = {
        c.field: told.reading["headings"].get(c.field, c.heading) for c in _columns_of(told)
    }
    names = column_names(_places(told, header), headings, header)
    bad = bad_cells(told.problems, told.places.to_frame(ROW), names)
    doubtful = told.problems.filter(pl.col("severity") == "warning")[ROW].unique()
    return _sheet(name, told, _Marks(bad, dates, doubtful))


def _sheet(name: str, told: Judged, marks: _Marks) -> RichSheet:
    chunks = _chunks(told, marks)
    first = next(chunks)
    looks = {
        column: look_of("day-first-date" if dates.day_first else "date")
        for column, dates in marks.dates.items()
    }
    return RichSheet(
        name,
        first.frame,
        told.heading_rows,
        first.stored,
        tuple(looks.get(each, "text") for each in first.frame.columns),
        first.tones,
        notes=notes_of(marks.bad, first.frame.columns),
        active=True,
        rest=chunks,
        rest_rows=len(told.places) - first.frame.height,
        rest_tones=tuple(SIGNS),
    )


def _chunks(told: Judged, marks: _Marks) -> Iterator[Chunk]:
    start = 0
    for rows in judged_rows(told):
        tones = _tones_of_rows(told, marks, rows[ROW])
        cells = rows.drop(ROW)
        here = pl.col("row").is_between(start, start + rows.height - 1)
        bad = marks.bad.filter(here).with_columns(pl.col("row") - start)
        below = pl.int_range(start, start + rows.height) >= told.heading_rows
        yield Chunk(
            cells.with_columns(with_signs(cells[RESULT], tones)),
            {
                column: dates.stored(cells.select(pl.when(below).then(column)).to_series())
                for column, dates in marks.dates.items()
            },
            tones_of(bad, tones, RESULT),
        )
        start += rows.height


def _tones_of_rows(told: Judged, marks: _Marks, rows: pl.Series) -> pl.Series:
    """For each row the tone of its result: an error, a warning, or what becomes of it."""
    outcomes = between(told.outcomes, rows).with_columns(pl.col("outcome").cast(pl.String))
    placed = rows.to_frame(ROW).join(outcomes, on=ROW, how="left", maintain_order="left")
    outcome = pl.col("outcome")
    return placed.select(
        pl.when(outcome == "cannot")
        .then(pl.lit("error"))
        .when(outcome.is_not_null() & pl.col(ROW).is_in(marks.doubtful.implode()))
        .then(pl.lit("warning"))
        .otherwise(outcome)
        .alias("tone")
    ).to_series()


def _date_fields(told: Judged) -> dict[str, str]:
    """The name of the column of each field that holds dates."""
    columns: dict[str, str] = _places(told, dict.fromkeys(next(their_rows(told)).columns))
    dates = (c.field for c in _columns_of(told) if c.kind == "date")
    return {field: columns[field] for field in dates if field in columns}


def _places(told: Judged, there: Mapping[str, object]) -> dict[str, str]:
    """The name of the column of each field that the rows have, those added by corrections too."""
    added = {c.field: f"added_{c.field}" for c in _columns_of(told)}
    named: dict[str, str] = {f: name for f, name in added.items() if name in there}
    read: dict[str, str] = told.reading["columns"]
    return named | read


def _planned(told: Judged, field: str) -> pl.DataFrame:
    """What the plan made of the field, by row, where it made anything."""
    wanted = (ROW, "outcome", f"after_{field}")
    done = pl.col("outcome").is_in(DONE)
    value = pl.when(done).then(f"after_{field}").alias("planned")
    return pl.concat(
        part.select(pl.col(ROW).cast(pl.UInt32), value)
        for part in shown_slices(told.import_, "plan", wanted)
    )


def _pairs(cells: pl.DataFrame, planned: pl.DataFrame) -> pl.DataFrame:
    """The distinct texts with what the plan made of them, and how many there are."""
    if cells.is_empty():
        return pl.DataFrame(schema={"text": pl.String, "planned": pl.Date, "len": pl.UInt32})
    found = between(planned, cells[ROW])
    joined = cells.drop_nulls().join(found, on=ROW, how="left")
    return joined.group_by("text", "planned").agg(pl.len().cast(pl.UInt32))


def _together(pairs: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat(pairs).group_by("text", "planned").agg(pl.col("len").sum())


def _columns_of(told: Judged) -> tuple[Column, ...]:
    return find_kind(told.import_.kind).sheet.columns


def _column(told: Judged, field: str) -> Column:
    return find_kind(told.import_.kind).sheet.column(field)


def _day_of(told: Judged) -> date:
    """The day of the check, by which years of two digits were understood."""
    return timezone.localdate(told.import_.checked_at)
