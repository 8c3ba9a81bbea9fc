"""Numbers: not below zero, with at most two decimals."""

from __future__ import annotations

import polars as pl

from goodstanding.sheets.column import Column
from goodstanding.sheets.values.reading import reading

LARGEST = 9999.99
UNITS = {"hours": r"hours?|hrs?|h", "months": r"months?|mos?"}
"""What may stand behind a number, by a word of its column's heading."""


def read_number(texts: pl.DataFrame, column: Column) -> pl.DataFrame:
    """A decimal number; a comma between thousands is fine, the column's own unit behind it too."""
    units = [unit for word, unit in UNITS.items() if word in column.heading.lower()]
    bare = pl.col("text").str.replace(rf"(?i)\s*({'|'.join(units)})\.?$", "")
    plain = (
        pl.when(bare.str.contains(r"^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$"))
        .then(bare.str.replace_all(",", ""))
        .otherwise(bare)
    )
    value = (
        pl.when(plain.str.contains(r"^[0-9]+(\.[0-9]{1,2}0*)?$"))
        .then(plain.cast(pl.Float64, strict=False))
        .cast(pl.Decimal(12, 2), strict=False)
    )
    fits = value <= LARGEST
    return reading(
        texts,
        pl.when(fits).then(value),
        code=pl.when(value.is_null())
        .then(pl.lit("number-unreadable"))
        .when(~fits)
        .then(pl.lit("number-too-large")),
        message=pl.when(value.is_null())
        .then(pl.format("{} is not a number.", "text"))
        .otherwise(pl.format("{} is more than {}.", "text", pl.lit(LARGEST))),
        remedy=pl.lit("Write a number such as 20 or 7.5, or leave the cell blank."),
    )
