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
    """Make a reading of a frame with the column ``text``, in which each text stands once; ``code``
    is null where all is well, as it is with nearly all, and only of the others more is worked out.
    """
    read = texts.select("text", value.alias("value"), code.alias("code"))
    told = texts.filter(read["code"].is_not_null()).select(
        "text",
        (severity if severity is not None else pl.lit("error")).alias("severity"),
        message.alias("message"),
        remedy.alias("remedy"),
        suggestion.alias("suggestion"),
    )
    return read.join(told, on="text", how="left", maintain_order="left").select(READING_COLUMNS)
