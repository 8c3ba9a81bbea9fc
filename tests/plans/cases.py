"""What a case of a rule is: a row, and what the rule says of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from goodstanding.plans.reference import Reference
from goodstanding.plans.rules.rule import RuleMaker
from tests.plans.make import planned


@dataclass(frozen=True)
class Bad:
    """A row that the rule points at: in which column, at which value, with which suggestion."""

    rule: RuleMaker
    row: Mapping[str, str]
    column: str
    value: str | None
    message: str
    suggestion: str | None = None


@dataclass(frozen=True)
class Good:
    """A row that comes near the rule and that it leaves alone."""

    rule: RuleMaker
    row: Mapping[str, str]


def name_of(case: Bad | Good) -> str:
    return case.rule.__name__


def check_bad(
    case: Bad, kind: str, reference: Reference | None = None, *, only_newer: bool = False
) -> None:
    """The rule, and its every word, holds for the row."""
    plan = planned(case.row, kind=kind, reference=reference, only_newer=only_newer)
    rule = case.rule()
    said = plan.problems.filter(code=rule.code).to_dicts()
    assert said == [
        {
            "code": rule.code,
            "severity": rule.severity,
            "row": 2,
            "column": case.column,
            "value": case.value,
            "message": case.message,
            "remedy": rule.remedy,
            "suggestion": case.suggestion,
        }
    ]
    if rule.severity == "error":
        assert plan.frame["outcome"].to_list() == ["cannot"]


def check_good(
    case: Good, kind: str, reference: Reference | None = None, *, only_newer: bool = False
) -> None:
    """The rule has nothing to say of the row."""
    plan = planned(case.row, kind=kind, reference=reference, only_newer=only_newer)
    assert case.rule().code not in plan.problems["code"].to_list()
