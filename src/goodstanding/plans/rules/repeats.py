"""The rule about rows that speak of the same thing twice."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from goodstanding.formats.problem import PROBLEM_SCHEMA
from goodstanding.formats.table import ROW


def repeated_rows(
    frame: pl.DataFrame, keys: Sequence[str], heading: str, thing: str
) -> pl.DataFrame:
    """Several rows are about the same thing.

    It cannot be known which of the rows is meant, so none of them is imported. Keep the right
    one and delete the others.
    """
    complete = frame.drop_nulls(list(keys))
    repeated = complete.filter(complete.select(list(keys)).is_duplicated())
    if repeated.is_empty():
        return pl.DataFrame(schema=PROBLEM_SCHEMA)
    grouped = repeated.with_columns(
        rows=pl.col(ROW).sort().head(6).implode().over(list(keys), mapping_strategy="join")
    )
    named = pl.col("rows").list.eval(pl.element().cast(pl.String)).list.join(", ")
    return grouped.select(
        pl.lit("repeated-row").alias("code"),
        pl.lit("error").alias("severity"),
        pl.col(ROW).cast(pl.UInt32),
        pl.lit(heading).alias("column"),
        pl.col("text_username").alias("value")
        if "text_username" in frame.columns
        else pl.lit(None, pl.String).alias("value"),
        pl.format("Rows {} are about {}.", named, pl.lit(thing)).alias("message"),
        pl.lit("Keep the right one and delete the others.").alias("remedy"),
        pl.lit(None, pl.String).alias("suggestion"),
    )
