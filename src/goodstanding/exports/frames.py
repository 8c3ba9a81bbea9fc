"""Records -> columns of texts as people write them, and the numbers that stand behind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from goodstanding.sheets.column import Column
from goodstanding.sheets.normalize import TYPES

FIRST_DAY = date(1900, 3, 1)
"""Days before it have no number that every spreadsheet program reads alike."""


@dataclass(frozen=True, slots=True)
class Typed:
    """Records in the types of their columns: the first, those that come below while they are
    written, and how many those are.
    """

    first: pl.DataFrame
    rest: Iterable[pl.DataFrame] = ()
    rest_rows: int = 0


def typed_frame(columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> pl.DataFrame:
    """The values of the rows, one column for each field, in the types of the columns' kinds."""
    fields: Sequence[Sequence[object]] = list(zip(*rows, strict=True)) or [()] * len(columns)
    return pl.DataFrame(
        [
            pl.Series(column.field, values, dtype=TYPES[column.kind])
            for column, values in zip(columns, fields, strict=True)
        ]
    )


def as_texts(columns: Sequence[Column], frame: pl.DataFrame) -> pl.DataFrame:
    """The values as our sheets write them: MM/DD/YYYY, Yes and No, labels, no needless zeros."""
    return frame.select(_as_text(column) for column in columns)


def stored_numbers(columns: Sequence[Column], frame: pl.DataFrame) -> Mapping[str, pl.Series]:
    """The numbers that cells of a workbook hold for dates and numbers; null where there is none."""
    found = {}
    for column in columns:
        if column.kind == "date":
            found[column.field] = frame.select(serial_number(pl.col(column.field))).to_series()
        elif column.kind == "number":
            found[column.field] = frame.select(_as_text(column)).to_series()
    return found


def serial_number(day: pl.Expr) -> pl.Expr:
    """A date as spreadsheet programs store it, as text: 45658 is 1 January 2025."""
    days = (day - pl.lit(date(1899, 12, 30))).dt.total_days().cast(pl.String)
    return pl.when(day >= FIRST_DAY).then(days)


def _as_text(column: Column) -> pl.Expr:
    value = pl.col(column.field)
    if column.kind == "flag":
        return (
            pl.when(value).then(pl.lit("Yes")).when(~value).then(pl.lit("No")).alias(column.field)
        )
    if column.kind == "date":
        return value.dt.strftime("%m/%d/%Y")
    if column.kind == "number":
        return value.cast(pl.String).str.replace(r"\.?0+$", "")
    labels = {choice.value: choice.label for choice in column.choices}
    return value.replace(labels | {"": None})
