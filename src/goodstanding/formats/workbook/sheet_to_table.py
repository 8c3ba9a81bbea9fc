"""Sheets of workbooks, of Excel or OpenDocument: shown cells -> a table with its problems."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from goodstanding.formats.blank import without_blank_rows
from goodstanding.formats.bounds import check_bounds, check_columns, check_inside, check_rows
from goodstanding.formats.limits import Limits
from goodstanding.formats.table import ROW, Table
from goodstanding.formats.unreadable import Unreadable
from goodstanding.formats.workbook import cell_problems
from goodstanding.formats.workbook.cell_problems import Merge
from goodstanding.formats.workbook.far_cells import set_apart


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet by its name, and whether the program hides it."""

    name: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Doubts:
    """What a sheet says beside its cells: merged ranges, and hidden columns (from 0)."""

    merges: tuple[Merge, ...] = ()
    hidden_columns: frozenset[int] = frozenset()


def as_table(shown: pl.DataFrame, sheet: Sheet, doubts: Doubts, limits: Limits) -> Table:
    """The shown cells as a table, with all that is doubtful about them.

    ``shown`` has ``row``, ``column`` (from 0), ``text``, ``type`` ("e" for an error), ``hidden``,
    ``bare`` (a formula without a result) and ``lost`` (a number that has lost digits).
    """
    filled, problems = set_apart(shown.filter(pl.col("text") != ""), limits)
    check_inside(filled)
    width = int(str(filled["column"].max())) + 1 if filled.height else 0
    check_columns(width, limits, sheet.name)
    _check_rows(filled, limits, sheet.name)
    frame = pl.DataFrame(schema={ROW: pl.UInt32})
    blank = 0
    if width:
        frame, blank = without_blank_rows(cell_problems.spread(filled, width))
    check_bounds(frame, limits, sheet.name)
    hidden = doubts.hidden_columns & set(filled["column"].unique())
    problems += [
        *cell_problems.cell_errors(filled.filter(pl.col("type") == "e")),
        *cell_problems.digits_lost(filled.filter("lost")),
        *cell_problems.formulas_without_result(shown.filter("bare")),
        *cell_problems.merged_cells(filled, doubts.merges),
        *cell_problems.hidden_rows(filled.filter("hidden")["row"].n_unique()),
        *cell_problems.hidden_columns(hidden),
    ]
    return Table(sheet.name, frame, sheet.hidden, blank, tuple(problems))


def check_sheets(count: int, limits: Limits) -> None:
    """Raise Unreadable when a workbook has no sheet at all, or too many."""
    if not count:
        raise Unreadable(
            "no-sheets",
            "The workbook has no sheet with cells in it.",
            "Open it in Excel, look whether the right file was saved, and save it again.",
            place="whole file",
        )
    if count > limits.sheets:
        raise Unreadable(
            "too-many-sheets",
            f"The workbook has more sheets than the {limits.sheets} that can be read.",
            "Copy the sheet that matters into a workbook of its own and upload that.",
            place=f"sheet {limits.sheets + 1}",
        )


def _check_rows(filled: pl.DataFrame, limits: Limits, name: str) -> None:
    """Refuse too many rows before they are laid out, which is what costs the memory."""
    if filled["row"].n_unique() > limits.rows + 1:
        said = filled.filter(pl.col("text").str.strip_chars() != "")
        check_rows(said["row"].n_unique(), limits, name)
