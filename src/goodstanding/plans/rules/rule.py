"""What a rule is, and how rules turn into problems."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from goodstanding.formats.problem import PROBLEM_SCHEMA, Severity
from goodstanding.formats.table import ROW


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing that can be wrong with a row.

    ``when`` is true where it is wrong; ``field`` names the column that it points at. ``value``,
    ``message`` and ``suggestion`` are expressions over the same frame. Where that takes long to
    find out, ``when`` may be true too often, and ``surely`` is asked of those rows only.
    """

    code: str
    severity: Severity
    field: str
    when: pl.Expr
    message: pl.Expr
    remedy: str
    suggestion: pl.Expr | None = None
    surely: pl.Expr | None = None


RuleMaker = Callable[[], Rule]
"""A rule is made by a function whose docstring is the rule's help page."""


def find_problems(
    frame: pl.DataFrame, rules: Sequence[RuleMaker], headings: Mapping[str, str]
) -> pl.DataFrame:
    """The problems of all rows: all conditions in one pass, then one frame for each rule hit.

    The frame has ``row`` and, for the fields that rules point at, ``text_<field>``.
    """
    made = [rule() for rule in rules]
    hits = frame.select(
        rule.when.fill_null(value=False).alias(f"rule{number}") for number, rule in enumerate(made)
    )
    found = [pl.DataFrame(schema=PROBLEM_SCHEMA)]
    for number, rule in enumerate(made):
        hit = hits[f"rule{number}"]
        if hit.any():
            found.append(_problems(frame, hit, rule, headings.get(rule.field, rule.field)))
    return pl.concat(found)


def _problems(frame: pl.DataFrame, hit: pl.Series, rule: Rule, heading: str) -> pl.DataFrame:
    text = f"text_{rule.field}"
    told = [
        pl.lit(rule.code).alias("code"),
        pl.lit(rule.severity).alias("severity"),
        pl.col(ROW).cast(pl.UInt32),
        pl.lit(heading).alias("column"),
        (pl.col(text) if text in frame.columns else pl.lit(None, pl.String)).alias("value"),
        rule.message.alias("message"),
        pl.lit(rule.remedy).alias("remedy"),
        (rule.suggestion if rule.suggestion is not None else pl.lit(None))
        .cast(pl.String)
        .alias("suggestion"),
    ]
    surely = [] if rule.surely is None else [rule.surely]
    spoken_of = {name for each in (*told, *surely) for name in each.meta.root_names()}
    rows = frame[[name for name in frame.columns if name in spoken_of]]
    # One after the other: in a single query, the second would be asked of all rows.
    for condition in (hit, *surely):
        rows = rows.filter(condition)
    return rows.select(told)
