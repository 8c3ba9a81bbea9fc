"""A plan for people to look at: the bar, and the sections by outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from goodstanding.formats.format import SLICE
from goodstanding.formats.table import ROW
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Import, State
from goodstanding.imports.problem_groups import ProblemGroup, problem_groups
from goodstanding.imports.shown import scan_shown_plan
from goodstanding.imports.storage import shown_fields
from goodstanding.sheets.column import Column

PAGE_ROWS = 50
TITLES = {
    "cannot": ("Cannot be imported", "Left out"),
    "remove": ("Will be deleted", "Deleted"),
    "change": ("Will be changed", "Changed"),
    "add": ("Will be added", "Added"),
    "kept": ("Will stay as it is on record", "Stayed as it was on record"),
    "same": ("Already the same", "Already the same"),
}
UNDO_TITLES = {
    "cannot": ("Cannot be put back", "Left out"),
    "remove": ("Will be deleted again", "Deleted again"),
    "change": ("Will be put back", "Put back"),
    "add": ("Will be brought back", "Brought back"),
    "kept": ("Will be kept, because edited since", "Kept, because edited since"),
    "same": ("Already as before", "Already as before"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changes, in words: what it was and what it is then ("" for blank)."""

    heading: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What one row would do."""

    row: int
    subject: str
    detail: str
    changes: list[Change]


@dataclass(frozen=True, slots=True)
class Section:
    """The rows of one outcome, a page of them at a time."""

    key: str
    title: str
    count: int
    rows: list[PlannedRow]
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Review:
    """All that the page shows of a plan; ``bar`` has key, count and per cent."""

    sections: list[Section]
    problems: list[ProblemGroup]
    bar: list[tuple[str, int, float]]


def review(import_: Import, *, section: str = "", page: int = 1) -> Review:
    """The plan in words; ``page`` belongs to the section named, the others show their first."""
    plan, problems = scan_shown_plan(import_)
    done = import_.state == State.IMPORTED
    titles = UNDO_TITLES if import_.undoes_id else TITLES
    # Of a million rows, those of the page are all that is unpacked besides the outcomes.
    outcomes = plan.select("outcome").collect()["outcome"]
    places = {key: (outcomes == key).arg_true() for key in TITLES}
    found = {key: _page(places[key], page if key == section else 1) for key in TITLES}
    shown = pl.concat([here for _, here in found.values()])
    rows = _rows_at(plan, shown)
    fields = shown_fields(rows.columns)
    return Review(
        sections=[
            Section(
                key=key,
                title=titles[key][done],
                count=places[key].len(),
                rows=[
                    planned_row(import_, fields, row)
                    for row in rows.filter(pl.col("outcome") == key).to_dicts()
                ],
                page=number,
                pages=_pages(places[key]),
            )
            for key, (number, _) in found.items()
            if places[key].len()
        ],
        problems=problem_groups(problems),
        bar=[
            (key, here.len(), 100 * here.len() / outcomes.len())
            for key, here in places.items()
            if here.len()
        ],
    )


def _page(places: pl.Series, page: int) -> tuple[int, pl.Series]:
    """The number of the page, at least the first and at most the last, and what is on it."""
    page = min(max(page, 1), _pages(places))
    return page, places.slice((page - 1) * PAGE_ROWS, PAGE_ROWS)


def _rows_at(plan: pl.LazyFrame, places: pl.Series) -> pl.DataFrame:
    """The rows at these places; only the pieces of the plan in which they lie are unpacked."""
    pieces = [plan.head(0).collect()]
    for number in (places // SLICE).unique().sort():
        wanted = places.filter(places // SLICE == number) - number * SLICE
        pieces.append(plan.slice(number * SLICE, SLICE).collect()[wanted.sort()])
    return pl.concat(pieces)


def _pages(places: pl.Series) -> int:
    return max(1, -(-places.len() // PAGE_ROWS))


def planned_row(import_: Import, fields: tuple[str, ...], row: dict[str, Any]) -> PlannedRow:
    """One row of a page (never of a whole file) in words."""
    columns = {column.field: column for column in find_kind(import_.kind).sheet.columns}
    pairs = [
        Change(columns[field].heading, _shown(was, columns[field]), _shown(now, columns[field]))
        for field in fields
        if (was := row[f"before_{field}"]) != (now := row[f"after_{field}"])
    ]
    changes = [change for change in pairs if change.was or change.now]
    if row["outcome"] not in {"add", "change", "kept"}:
        changes = []
    return PlannedRow(row[ROW], row["subject"], row["detail"], changes)


def _shown(value: object, column: Column) -> str:
    """A value as people write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return value.strftime("%m/%d/%Y")
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".")
    return next((c.label for c in column.choices if c.value == value), str(value))
