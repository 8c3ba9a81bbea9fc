"""A few cells that stand far outside of the table: left out, each by its name."""

from __future__ import annotations

import polars as pl

from goodstanding.formats.limits import Limits
from goodstanding.formats.place import column_letters
from goodstanding.formats.problem import Problem

_FEW = 20
_MARGIN = 10
_GAP = 10_000


def set_apart(filled: pl.DataFrame, limits: Limits) -> tuple[pl.DataFrame, list[Problem]]:
    """The cells (``row``, ``column``, ``text``) of the table, and a warning for each far one.

    Far is a cell beyond the columns that can be read, when at least ten empty columns lie
    before it, or below a gap of 10,000 empty rows. More than twenty of them are no accident,
    so those stay and meet the limits. (Excel's Solver leaves such cells behind.)
    """
    if filled.is_empty():
        return filled, []
    beyond = filled["column"] >= limits.columns
    if 0 < int(beyond.sum()) <= _FEW:
        near = filled.filter(~beyond)["column"].max()
        if near is not None and int(str(near)) < limits.columns - _MARGIN:
            return _split(filled, beyond)
    return _split(filled, pl.repeat(value=False, n=filled.height, eager=True))


def _split(filled: pl.DataFrame, beyond: pl.Series) -> tuple[pl.DataFrame, list[Problem]]:
    near = filled.filter(~beyond)
    jumps = near["row"].cast(pl.Int64).diff() > _GAP
    below = near.clear()
    if jumps.any() and near.height - (first := jumps.arg_max() or 0) <= _FEW:
        near, below = near.head(first), near.slice(first)
    far = pl.concat([filled.filter(beyond), below])
    return near, [_far(*cell) for cell in far.select("row", "column", "text").iter_rows()]


def _far(row: int, column: int, text: str) -> Problem:
    name = f"{column_letters(column)}{row}"
    return Problem(
        "far-cell",
        "warning",
        f"The cell {name} stands far outside the table. It was left out.",
        f"Delete the cell {name} if it is there by accident. If it belongs to the table, move it "
        "beside the other values.",
        row=row,
        column=column_letters(column),
        value=text[:100],
    )
