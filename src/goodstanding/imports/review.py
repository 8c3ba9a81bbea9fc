"""A plan for people to look at: the bar, the sections by outcome, the problems in groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from goodstanding.formats.table import ROW
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Import, State
from goodstanding.imports.storage import load_plan
from goodstanding.plans.plan import Plan
from goodstanding.sheets.column import Column

PAGE_ROWS = 50
GROUP_ROWS = 10
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
class ProblemRow:
    """Where a problem occurs, and with which value."""

    row: int | None
    column: str | None
    value: str | None
    message: str
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """One kind of problem, how often it occurs, and the first rows of it."""

    code: str
    severity: str
    remedy: str
    count: int
    rows: list[ProblemRow]

    @property
    def message(self) -> str:
        """What is wrong, as the first of the rows says it."""
        return self.rows[0].message


@dataclass(frozen=True, slots=True)
class Review:
    """All that the page shows of a plan; ``bar`` has key, count and per cent."""

    sections: list[Section]
    problems: list[ProblemGroup]
    bar: list[tuple[str, int, float]]


def review(import_: Import, *, section: str = "", page: int = 1) -> Review:
    """The plan in words; ``page`` belongs to the section named, the others show their first."""
    plan = load_plan(import_)
    columns = {column.field: column for column in find_kind(import_.kind).sheet.columns}
    done = import_.state == State.IMPORTED
    titles = UNDO_TITLES if import_.undoes_id else TITLES
    counts = plan.counts()
    read = max(counts["read"], 1)
    return Review(
        sections=[
            _section(plan, key, titles[key][done], columns, page if key == section else 1)
            for key in TITLES
            if counts[key]
        ],
        problems=problem_groups(plan.problems),
        bar=[(key, counts[key], 100 * counts[key] / read) for key in TITLES if counts[key]],
    )


def _section(plan: Plan, key: str, title: str, columns: dict[str, Column], page: int) -> Section:
    rows = plan.frame.filter(pl.col("outcome") == key)
    pages = max(1, -(-rows.height // PAGE_ROWS))
    page = min(max(page, 1), pages)
    shown = rows.slice((page - 1) * PAGE_ROWS, PAGE_ROWS)
    return Section(
        key=key,
        title=title,
        count=rows.height,
        rows=[_planned(row, plan.fields, columns) for row in shown.to_dicts()],
        page=page,
        pages=pages,
    )


def planned_row(import_: Import, fields: tuple[str, ...], row: dict[str, Any]) -> PlannedRow:
    """One row of a plan in words."""
    columns = {column.field: column for column in find_kind(import_.kind).sheet.columns}
    return _planned(row, fields, columns)


def _planned(
    row: dict[str, Any], fields: tuple[str, ...], columns: dict[str, Column]
) -> PlannedRow:
    """One row of a page (never of a whole file) in words."""
    pairs = [
        Change(columns[field].heading, _shown(was, columns[field]), _shown(now, columns[field]))
        for field in fields
        if (was := row[f"before_{field}"]) != (now := row[f"after_{field}"])
    ]
    changes = [change for change in pairs if change.was or change.now]
    if row["outcome"] not in {"add", "change", "kept"}:
        changes = []
    return PlannedRow(row[ROW], row["subject"], row["detail"], changes)


def problem_groups(problems: pl.DataFrame) -> list[ProblemGroup]:
    """The problems by code, errors first, the frequent ones before the rare."""
    order = {"error": 0, "warning": 1, "note": 2}
    counted = (
        problems.group_by("severity", "code", "remedy")
        .agg(
            pl.len().alias("count"),
            pl.struct(pl.all()).sort_by(ROW).head(GROUP_ROWS).alias("first"),
        )
        .with_columns(rank=pl.col("severity").replace_strict(order))
        .sort("rank", "count", "code", descending=[False, True, False])
    )
    return [
        ProblemGroup(
            code=group["code"],
            severity=group["severity"],
            remedy=group["remedy"],
            count=group["count"],
            rows=[
                ProblemRow(
                    one["row"], one["column"], one["value"], one["message"], one["suggestion"]
                )
                for one in group["first"]
            ],
        )
        for group in counted.iter_rows(named=True)
    ]


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
