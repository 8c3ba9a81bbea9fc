"""Rows that cannot be imported, one at a time: what they say, and what is wrong with each cell."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from goodstanding.formats.table import ROW
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Import
from goodstanding.imports.shown import hidden_rows, shown_cells, shown_frame
from goodstanding.imports.storage import load_frame, load_reading
from goodstanding.refusals import NotFound
from goodstanding.sheets.column import Column


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a cell, or with the row as a whole."""

    severity: str
    message: str
    remedy: str
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class CellToFix:
    """A cell of the row: its column, its text, what is wrong, and how many rows say the same."""

    column: Column
    heading: str
    text: str
    faults: list[Fault] = field(default_factory=list)
    others: int = 0

    @property
    def is_wrong(self) -> bool:
        """Whether the cell prevents the import of its row, rather than deserving a look."""
        return any(fault.severity == "error" for fault in self.faults)


@dataclass(frozen=True, slots=True)
class RowToFix:
    """A row with all the cells that its kind of sheet may have, those with faults first.

    ``place`` and ``of`` say which of the rows with errors it is (0: none of them); ``after`` is
    the next one, ``before`` the one before.
    """

    row: int
    cells: list[CellToFix]
    faults: list[Fault]
    place: int
    of: int
    before: int | None
    after: int | None


def rows_with_errors(import_: Import) -> list[int]:
    """The numbers of the rows that cannot be imported."""
    problems = shown_frame(import_, "problems").filter(pl.col("severity") == "error")
    rows = load_frame(import_, "cells", [ROW]).cast(pl.UInt32)
    return problems.join(rows, on=ROW, how="semi")[ROW].unique().sort().to_list()


def stands_against_all(import_: Import) -> bool:
    """Whether an error belongs to no row (a column is missing, say), so that none can be used."""
    problems = shown_frame(import_, "problems").filter(pl.col("severity") == "error")
    rows = load_frame(import_, "cells", [ROW]).cast(pl.UInt32)
    return not problems.join(rows, on=ROW, how="anti").is_empty()


def require_row(import_: Import, row: int) -> None:
    """``NotFound`` where the file has no such row, or none that the viewer may see."""
    if row not in load_frame(import_, "cells", [ROW])[ROW] or row in hidden_rows(import_):
        raise NotFound("row in this file")


def row_to_fix(import_: Import, row: int) -> RowToFix:
    """That row of the file; ``NotFound`` where it has none of that number."""
    require_row(import_, row)
    cells = shown_cells(import_)
    own = cells.filter(pl.col(ROW) == row)
    texts = own.row(0, named=True)
    headings: dict[str, str] = load_reading(import_)["headings"]
    problems = shown_frame(import_, "problems").filter(
        pl.col(ROW) == row, pl.col("severity").is_in(["error", "warning"])
    )
    made = [
        _cell(column, headings.get(column.field, column.heading), texts, cells, problems)
        for column in find_kind(import_.kind).sheet.columns
    ]
    wrong = rows_with_errors(import_)
    return RowToFix(
        row=row,
        cells=sorted(made, key=lambda cell: not cell.faults),
        faults=_faults(problems.filter(~pl.col("column").is_in([c.heading for c in made]))),
        place=wrong.index(row) + 1 if row in wrong else 0,
        of=len(wrong),
        before=max((other for other in wrong if other < row), default=None),
        after=min((other for other in wrong if other > row), default=None),
    )


def text_of(import_: Import, row: int, field: str) -> str:
    """What a row says in a field, after the corrections so far; "" where it is blank."""
    cells = shown_cells(import_)
    if field not in cells.columns:
        return ""
    found = cells.filter(pl.col(ROW) == row)[field].to_list()
    return str(found[0] or "") if found else ""


def _cell(
    column: Column,
    heading: str,
    texts: dict[str, str | None],
    cells: pl.DataFrame,
    problems: pl.DataFrame,
) -> CellToFix:
    text = texts.get(column.field) or ""
    faults = _faults(problems.filter(pl.col("column") == heading))
    others = 0
    if faults and text:
        others = int((cells[column.field].str.to_lowercase() == text.lower()).sum()) - 1
    return CellToFix(column, heading, text, faults, others)


def _faults(problems: pl.DataFrame) -> list[Fault]:
    shown = problems.sort("severity").select("severity", "message", "remedy", "suggestion")
    return [Fault(*each) for each in shown.iter_rows()]
