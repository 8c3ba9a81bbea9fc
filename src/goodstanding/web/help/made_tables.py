"""Tables of the help that are made from the program itself, so that they cannot go out of date."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from goodstanding.plans.rules.dates import DATE_RULES
from goodstanding.plans.rules.learners import LEARNER_RULES
from goodstanding.plans.rules.license_types import LICENSE_TYPE_RULES
from goodstanding.plans.rules.licenses import LICENSE_RULES
from goodstanding.plans.rules.rule import RuleMaker
from goodstanding.plans.rules.users import USER_RULES
from goodstanding.sheets.column import SheetKind
from goodstanding.sheets.learners import LEARNERS
from goodstanding.sheets.license_types import LICENSE_TYPES
from goodstanding.sheets.licenses import LICENSES

ALL_RULES = (*LEARNER_RULES, *LICENSE_RULES, *DATE_RULES, *USER_RULES, *LICENSE_TYPE_RULES)
SEVERITIES = {"error": "Error", "warning": "Warning", "note": "Note"}


@dataclass(frozen=True, slots=True)
class MadeTable:
    """Rows, the head first, and an anchor for each row after it (or none at all)."""

    rows: tuple[tuple[str, ...], ...]
    anchors: tuple[str, ...] = ()


def columns_of(sheet: SheetKind) -> MadeTable:
    """The columns of a sheet: heading, what goes in, an example."""
    head = ("Column", "What goes in", "Example")
    rows = [
        (
            f"**{column.heading}** (required)" if column.required else column.heading,
            column.help,
            column.example,
        )
        for column in sheet.columns
    ]
    return MadeTable((head, *rows))


def problems_of(makers: Iterable[RuleMaker]) -> MadeTable:
    """What can be wrong with a row: what it means, what to do, and the code."""
    rows, anchors = [], []
    for maker in makers:
        rule = maker()
        what, _, why = inspect.cleandoc(maker.__doc__ or "").partition("\n")
        meaning = f"**{what}** {' '.join(why.split())}".strip()
        rows.append((SEVERITIES[rule.severity], meaning, rule.remedy, f"`{rule.code}`"))
        anchors.append(f"problem-{rule.code}")
    head = ("", "What it means", "What to do", "Code")
    return MadeTable((head, *rows), tuple(anchors))


@cache
def rule_titles() -> dict[str, str]:
    """What each rule is about, by its code: the first line of its help."""
    return {maker().code: (maker.__doc__ or "").partition("\n")[0] for maker in ALL_RULES}


MADE_TABLES: dict[str, Callable[[], MadeTable]] = {
    "license-columns": lambda: columns_of(LICENSES),
    "user-columns": lambda: columns_of(LEARNERS),
    "available-license-columns": lambda: columns_of(LICENSE_TYPES),
    "license-problems": lambda: problems_of((*LEARNER_RULES, *LICENSE_RULES, *DATE_RULES)),
    "user-problems": lambda: problems_of(USER_RULES),
    "available-license-problems": lambda: problems_of(LICENSE_TYPE_RULES),
}
