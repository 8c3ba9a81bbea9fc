"""The results file as a workbook: bad cells marked, dates as dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from goodstanding.formats.table import ROW
from goodstanding.formats.workbook_look import look_of
from goodstanding.formats.workbook_sheet import RichSheet
from goodstanding.imports.results_cells import (
    bad_cells,
    column_names,
    notes_of,
    tones_of,
    understood_dates,
    with_signs,
)
from goodstanding.plans.plan import Plan
from goodstanding.sheets.column import RESULT_HEADINGS, SheetKind

RESULT = RESULT_HEADINGS[0]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the results file is made of.

    ``rows`` are those to write, with the column ``row`` and our columns behind; the first
    ``heading_rows`` of them end with the header. ``columns`` has the name of the column of each
    field that the file has, ``headings`` what the file's problems call it. ``today`` is the day of
    the check, by which years of two digits were understood.
    """

    kind: SheetKind
    rows: pl.DataFrame
    heading_rows: int
    plan: Plan
    columns: Mapping[str, str]
    headings: Mapping[str, str]
    today: date


def results_sheet(name: str, judged: Judged) -> RichSheet:
    """The sheet of the results; nothing is said in it by color alone."""
    cells = judged.rows.drop(ROW)
    theirs = [each for each in cells.columns if each.startswith(("c", "added_"))]
    header = cells.select(theirs).row(judged.heading_rows - 1, named=True) if cells.height else {}
    names = column_names(judged.columns, judged.headings, header)
    bad = bad_cells(judged.plan.problems, judged.rows, names)
    tones = _tones_of_rows(judged)
    stored, looks = _dates(judged)
    return RichSheet(
        name,
        cells.with_columns(with_signs(cells[RESULT], tones)),
        judged.heading_rows,
        stored,
        tuple(looks.get(each, "text") for each in cells.columns),
        tones_of(bad, tones, RESULT),
        notes=notes_of(bad, cells.columns),
        active=True,
    )


def _tones_of_rows(judged: Judged) -> pl.Series:
    """For each row the tone of its result: an error, a warning, or what becomes of it."""
    doubtful = judged.plan.problems.filter(pl.col("severity") == "warning")[ROW].unique()
    outcomes = judged.plan.frame.select(pl.col(ROW).cast(pl.UInt32), "outcome")
    placed = judged.rows.select(pl.col(ROW).cast(pl.UInt32)).join(
        outcomes, on=ROW, how="left", maintain_order="left"
    )
    outcome = pl.col("outcome")
    return placed.select(
        pl.when(outcome == "cannot")
        .then(pl.lit("error"))
        .when(outcome.is_not_null() & pl.col(ROW).is_in(doubtful.implode()))
        .then(pl.lit("warning"))
        .otherwise(outcome)
        .alias("tone")
    ).to_series()


def _dates(judged: Judged) -> tuple[dict[str, pl.Series], dict[str, str]]:
    """For each column of dates the serial numbers of its cells, and its look."""
    done = pl.col("outcome").is_in(["add", "change", "same"])
    stored, looks = {}, {}
    for column in judged.kind.columns:
        name = judged.columns.get(column.field)
        if column.kind != "date" or name not in judged.rows.columns:
            continue
        planned = judged.plan.frame.select(
            pl.col(ROW).cast(pl.UInt32),
            pl.when(done).then(f"after_{column.field}").alias("planned"),
        )
        cells = judged.rows.select(pl.col(ROW).cast(pl.UInt32), name).join(
            planned, on=ROW, how="left", maintain_order="left"
        )
        below = pl.int_range(pl.len()) >= judged.heading_rows
        texts = cells.select(pl.when(below).then(name)).to_series()
        stored[name], day_first = understood_dates(texts, cells["planned"], column, judged.today)
        looks[name] = look_of("day-first-date" if day_first else "date")
    return stored, looks
