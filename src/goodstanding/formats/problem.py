"""What can be wrong or doubtful in a file: one problem, and many of them as a frame."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Literal

import polars as pl

Severity = Literal["error", "warning", "note"]

PROBLEM_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "code": pl.String,
    "severity": pl.String,
    "row": pl.UInt32,
    "column": pl.String,
    "value": pl.String,
    "message": pl.String,
    "remedy": pl.String,
    "suggestion": pl.String,
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong or doubtful, with its place, its reason and its remedy.

    ``row`` is the row's number as the spreadsheet program shows it, ``column`` the heading
    in the file; both are None where the problem is the file's. ``suggestion`` is a value
    that the person may have meant.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    row: int | None = None
    column: str | None = None
    value: str | None = None
    suggestion: str | None = None


def problems_frame(problems: Iterable[Problem] = ()) -> pl.DataFrame:
    """The problems as a frame with the columns of ``PROBLEM_SCHEMA``, one row each."""
    rows = [asdict(problem) for problem in problems]
    return pl.DataFrame(rows, schema=PROBLEM_SCHEMA).select(list(PROBLEM_SCHEMA))
