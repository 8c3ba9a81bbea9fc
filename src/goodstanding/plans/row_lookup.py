"""Where the rows of one frame stand in another: exactly, and quickly."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import add, and_

import polars as pl


def find_rows(wanted: pl.DataFrame, among: pl.DataFrame) -> pl.Series:
    """For each row the place of the row of ``among`` that has the same values; null if there is
    none, or where a value is null. Both have the same columns.

    They are found by a hash, which is several times as fast, and compared then.
    """
    names = wanted.columns
    numbered = among.select(row_hash(names)).with_row_index("at")
    met = wanted.select(row_hash(names)).join(
        numbered, on="short", how="left", maintain_order="left"
    )
    if met.height == wanted.height:
        found = among.select(pl.all().gather(met["at"]))
        same = [found[name].eq_missing(wanted[name]) for name in names]
        if (met["at"].is_null() | reduce(and_, same)).all():
            return met["at"]
    rows = wanted.join(among.with_row_index("at"), on=names, how="left", maintain_order="left")
    return rows["at"]


def row_hash(columns: Sequence[str]) -> pl.Expr:
    """A number that is the same for the same values, and hardly ever for others; null where one
    of them is.
    """
    hashes = (
        pl.when(pl.col(name).is_not_null()).then(pl.col(name).hash(seed)) // len(columns)
        for seed, name in enumerate(columns)
    )
    return reduce(add, hashes).alias("short")
