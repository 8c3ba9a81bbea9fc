"""What is said of a row in the results: what is wrong, what to do, and which value is suggested."""

from __future__ import annotations

import polars as pl

from goodstanding.formats.table import ROW

LONGEST = 5_000
"""So many characters of advice at most stand in one cell."""
_QUOTED = 500
"""So many characters of a message: it names the value, which may be a whole page of text."""


def errors_of_no_row(problems: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """The errors that stand in the way of every row: those that belong to none of these."""
    errors = problems.filter(pl.col("severity") == "error")
    return errors.join(rows.to_frame(ROW), on=ROW, how="anti")


def advice_of(problems: pl.DataFrame, of_file: pl.DataFrame, rows: pl.Series) -> pl.DataFrame:
    """For each of the rows about which there is something to say, ``advice`` and ``suggested``,
    errors first, and whether it is ``doubtful``.
    """
    at_rows = problems.join(rows.to_frame(ROW), on=ROW, how="semi")
    if not of_file.is_empty():
        everywhere = rows.to_frame(ROW).join(of_file.drop(ROW), how="cross")
        at_rows = pl.concat([at_rows, everywhere.select(at_rows.columns)])
    said = at_rows.select(
        ROW,
        "severity",
        text=_in_words(),
        hint=pl.format("{}: {}", "column", "suggestion"),
    )
    gathered = (
        said.sort(ROW, "severity", maintain_order=True)
        .group_by(ROW, maintain_order=True)
        .agg("text", pl.col("hint").drop_nulls(), (pl.col("severity") == "warning").any())
    )
    # Joined for all rows at once: group by group, it took most of the time.
    return gathered.select(
        ROW,
        pl.col("text").list.join(" ").str.head(LONGEST).alias("advice"),
        pl.col("hint").list.join("; ").replace("", None).str.head(LONGEST).alias("suggested"),
        pl.col("severity").alias("doubtful"),
    )


def _in_words() -> pl.Expr:
    """Where, what is wrong, and what to do."""
    place = pl.when(pl.col("column").is_not_null()).then(pl.format("{}: ", "column"))
    message = pl.col("message").str.head(_QUOTED)
    return pl.concat_str(place.otherwise(pl.lit("")), message, pl.lit(" "), "remedy")
