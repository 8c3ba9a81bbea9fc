"""The problems of a plan for people to look at: of each kind how many, and the first rows."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from goodstanding.formats.table import ROW

GROUP_ROWS = 10


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """Where a problem occurs, and with which value."""

    row: int | None
    column: str | None
    value: str | None
    message: str
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """One kind of problem, how often it occurs, and the first rows of it."""

    code: str
    severity: str
    remedy: str
    count: int
    rows: list[ProblemRow]

    @property
    def message(self) -> str:
        """What is wrong, as the first of the rows says it."""
        return self.rows[0].message


def problem_groups(problems: pl.DataFrame) -> list[ProblemGroup]:
    """The problems by code, errors first, the frequent ones before the rare."""
    order = {"error": 0, "warning": 1, "note": 2}
    counted = (
        problems.group_by("severity", "code", "remedy")
        .agg(
            pl.len().alias("count"),
            pl.struct(pl.all()).sort_by(ROW).head(GROUP_ROWS).alias("first"),
        )
        .with_columns(rank=pl.col("severity").replace_strict(order))
        .sort("rank", "count", "code", descending=[False, True, False])
    )
    return [
        ProblemGroup(
            code=group["code"],
            severity=group["severity"],
            remedy=group["remedy"],
            count=group["count"],
            rows=[
                ProblemRow(
                    one["row"], one["column"], one["value"], one["message"], one["suggestion"]
                )
                for one in group["first"]
            ],
        )
        for group in counted.iter_rows(named=True)
    ]
