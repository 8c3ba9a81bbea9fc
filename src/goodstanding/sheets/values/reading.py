"""What a value reader gives: for every distinct text its value, or what is wrong with it."""

from __future__ import annotations

import polars as pl

READING_COLUMNS = ("text", "value", "severity", "code", "message", "remedy", "suggestion")
"""A reading is a frame with these columns; ``value`` is null where ``severity`` is error."""

NOTHING = pl.lit(None, dtype=pl.String)


def reading(  # noqa: PLR0913 (one argument for each column of the reading)
    texts: pl.DataFrame,
    value: pl.Expr,
    *,
    code: pl.Expr,
    message: pl.Expr,
    remedy: pl.Expr,
    severity: pl.Expr | None = None,
    suggestion: pl.Expr = NOTHING,
) -> pl.DataFrame:
    """Make a reading of a frame with the column ``text``; ``code`` is null where all is well."""
    wrong = code.is_not_null()
    return texts.select(
        "text",
        value.alias("value"),
        pl.when(wrong)
        .then(severity if severity is not None else pl.lit("error"))
        .alias("severity"),
        code.alias("code"),
        pl.when(wrong).then(message).alias("message"),
        pl.when(wrong).then(remedy).alias("remedy"),
        pl.when(wrong).then(suggestion).alias("suggestion"),
    )
