"""Every rule of the lists has cases that it points at, cases that it spares, and a help page."""

from __future__ import annotations

import pytest

from goodstanding.plans.rules.dates import DATE_RULES
from goodstanding.plans.rules.learners import LEARNER_RULES
from goodstanding.plans.rules.license_types import LICENSE_TYPE_RULES
from goodstanding.plans.rules.licenses import LICENSE_RULES
from goodstanding.plans.rules.rule import RuleMaker
from goodstanding.plans.rules.users import USER_RULES
from goodstanding.sheets.learners import LEARNERS
from goodstanding.sheets.license_types import LICENSE_TYPES
from goodstanding.sheets.licenses import LICENSES
from tests.plans import (
    test_date_rules,
    test_learner_rules,
    test_license_rules,
    test_license_type_rules,
    test_user_rules,
)
from tests.plans.cases import Bad, Good

TABLES = [
    (LICENSE_RULES, test_license_rules, LICENSES),
    (DATE_RULES, test_date_rules, LICENSES),
    (LEARNER_RULES, test_learner_rules, LICENSES),
    (USER_RULES, test_user_rules, LEARNERS),
    (LICENSE_TYPE_RULES, test_license_type_rules, LICENSE_TYPES),
]
RULES = [(rule, table, sheet) for rules, table, sheet in TABLES for rule in rules]


def _cases_of(value: object) -> list[Bad | Good]:
    """The case, or the list of cases, that a name of a table stands for."""
    values = value if isinstance(value, list) else [value]
    return [case for case in values if isinstance(case, Bad | Good)]


@pytest.mark.parametrize(("rule", "table", "sheet"), RULES)
def test_every_rule_has_good_and_bad_cases(rule: RuleMaker, table: object, sheet: object) -> None:
    cases = [case for value in vars(table).values() for case in _cases_of(value)]
    for kind in (Bad, Good):
        assert any(case.rule is rule for case in cases if isinstance(case, kind)), kind.__name__


@pytest.mark.parametrize(("rule", "table", "sheet"), RULES)
def test_every_rule_explains_itself(rule: RuleMaker, table: object, sheet: object) -> None:
    lines = [line for line in (rule.__doc__ or "").splitlines() if line.strip()]
    assert len(lines) >= 2, "say what is wrong, and how to put it right"
    made = rule()
    assert made.remedy.endswith(".")
    assert made.severity in {"error", "warning", "note"}


@pytest.mark.parametrize(("rule", "table", "sheet"), RULES)
def test_every_rule_points_at_a_column_of_its_sheet(
    rule: RuleMaker, table: object, sheet: object
) -> None:
    assert rule().field in {column.field for column in sheet.columns}  # type: ignore[attr-defined]
