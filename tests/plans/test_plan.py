"""The plan: values before and after, and outcomes that add up."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from goodstanding.plans.licenses import plan_licenses
from goodstanding.plans.plan import OUTCOMES
from tests.plans.make import found, make_reference, outcomes, planned
from tests.sheets.make import TODAY, entries

HELD = {"Username": "dora", "License ID": "RN-TX"}
NEW = {"Username": "dora", "License ID": "RN-OH", "Expiration Date": "01/31/2030"}
ENDLESS = {"Username": "fay", "License ID": "GENERAL"}


@pytest.mark.parametrize(
    ("row", "field", "before", "after"),
    [
        # a blank cell leaves what is there
        (HELD | {"Notes": ""}, "notes", "seen", "seen"),
        (HELD, "expires_on", date(2035, 1, 31), date(2035, 1, 31)),
        (HELD, "status", "active", "active"),
        # a value replaces
        (HELD | {"Notes": "other"}, "notes", "seen", "other"),
        (HELD | {"Issue Date": "02/01/2025"}, "issued_on", date(2025, 1, 15), date(2025, 2, 1)),
        (HELD | {"Status": "lapsed"}, "status", "active", "inactive"),
        (HELD | {"Multistate": "yes"}, "multistate", False, True),
        # CLEAR empties: a text becomes empty, all else nothing
        (HELD | {"Notes": "CLEAR"}, "notes", "seen", ""),
        (HELD | {"Expiration Date": "CLEAR"}, "expires_on", date(2035, 1, 31), None),
        (HELD | {"Total Hours Required": "CLEAR"}, "hours_required", Decimal("20.00"), None),
        # a new license is active, and what is blank is empty
        (NEW, "status", None, "active"),
        (NEW, "multistate", None, False),
        (NEW, "notes", None, ""),
        (NEW, "issued_on", None, None),
        (NEW | {"Notes": "CLEAR"}, "notes", None, ""),
        (NEW, "does_not_expire", None, False),
        # licenses without an end
        (HELD | {"Expiration Date": "never"}, "does_not_expire", False, True),
        (HELD | {"Expiration Date": "never"}, "expires_on", date(2035, 1, 31), None),
        (HELD | {"Does Not Expire": "Yes"}, "expires_on", date(2035, 1, 31), None),
        (ENDLESS, "does_not_expire", True, True),
        (ENDLESS | {"Expiration Date": "01/31/2030"}, "does_not_expire", True, False),
        (ENDLESS | {"Expiration Date": "01/31/2030"}, "expires_on", None, date(2030, 1, 31)),
        ({"Username": "dora", "License ID": "GENERAL"}, "does_not_expire", None, True),
    ],
)
def test_what_a_cell_does(row: dict[str, str], field: str, before: Any, after: Any) -> None:
    plan = planned(row)
    assert plan.frame.select(f"before_{field}", f"after_{field}").row(0) == (before, after)
    assert outcomes(plan) != ["cannot"]


USER_CASES = [
    ({"Username": "DORA", "Last Name": "Lind"}, "same", "username", "dora"),
    ({"Username": "dora", "E-mail": "CLEAR"}, "change", "email", ""),
    ({"Username": "dora", "Unit": "South"}, "change", "unit", "Riverbend Care / South"),
    ({"Username": "dora"}, "same", "unit", "Riverbend Care / North / Harbor Clinic"),
    ({"Username": "gil", "Last Name": "Petit"}, "add", "role", "learner"),
    ({"Username": "gil", "Last Name": "Petit"}, "add", "is_active", True),
    ({"Username": "gil", "Last Name": "Petit"}, "add", "unit", None),
    ({"Username": "dora", "Active": "No"}, "change", "is_active", False),
]


@pytest.mark.parametrize(("row", "outcome", "field", "after"), USER_CASES)
def test_users(row: dict[str, str], outcome: str, field: str, after: object) -> None:
    plan = planned(row, kind="learners")
    assert (outcomes(plan), plan.frame[f"after_{field}"].to_list()) == ([outcome], [after])


TYPE_CASES = [
    ({"License ID": "rn-tx"}, "same", "code", "RN-TX"),
    ({"License ID": "RN-TX", "Renewal Months": "24"}, "change", "renewal_months", Decimal(24)),
    ({"License ID": "RN-TX", "Aliases": "CLEAR"}, "change", "aliases", ""),
    ({"License ID": "RN-TX", "State": "CLEAR"}, "change", "state", ""),
    ({"License ID": "OLD-TX", "Retired": "no"}, "change", "retired", False),
    ({"License ID": "OLD-TX"}, "same", "retired", True),
]


@pytest.mark.parametrize(("row", "outcome", "field", "after"), TYPE_CASES)
def test_license_types(row: dict[str, str], outcome: str, field: str, after: object) -> None:
    plan = planned(row, kind="license-types")
    assert (outcomes(plan), plan.frame[f"after_{field}"].to_list()) == ([outcome], [after])


def test_new_license_types_expire_and_are_not_retired() -> None:
    row = {"License ID": "PT", "License/Certification": "Therapist", "Professional Role": "Therapy"}
    plan = planned(row, kind="license-types")
    after = plan.frame.select("outcome", "after_expires", "after_retired", "after_state").row(0)
    assert after == ("add", True, False, "")


@pytest.mark.parametrize(
    ("kind", "rows", "codes"),
    [
        ("learners", [{"Username": "gil"}, {"Username": "GIL"}], ["repeated-row"] * 2),
        ("license-types", [{"License ID": "RN-TX"}, {"License ID": "rn-tx"}], ["repeated-row"] * 4),
    ],
)
def test_the_same_thing_twice_in_other_sheets(
    kind: str, rows: list[dict[str, str]], codes: list[str]
) -> None:
    plan = planned(*rows, kind=kind)
    assert plan.problems.filter(severity="error")["code"].to_list() == codes
    assert outcomes(plan) == ["cannot", "cannot"]


ROWS = [
    NEW,
    HELD | {"Notes": "other"},
    {"Username": "dora", "License ID": "BLS", "Action": "Delete"},
    ENDLESS,
    {"Username": "nobody", "License ID": "RN-TX"},
    NEW | {"Username": "fay", "License Number": "A1", "Expiration Date": "soon"},
]


def test_every_row_has_one_outcome_and_the_outcomes_add_up() -> None:
    plan = planned(*ROWS)
    assert outcomes(plan) == ["add", "change", "remove", "same", "cannot", "cannot"]
    counts = plan.counts()
    assert counts == {
        "read": 6,
        "add": 1,
        "change": 1,
        "remove": 1,
        "same": 1,
        "kept": 0,
        "cannot": 2,
    }
    assert sum(counts[outcome] for outcome in OUTCOMES) == counts["read"] == len(ROWS)


def test_a_warning_leaves_the_outcome_alone() -> None:
    plan = planned(NEW | {"Last Name": "Moreau"})
    assert (outcomes(plan), found(plan)) == (["add"], [("name-differs", "warning")])


def test_an_error_of_the_file_makes_every_row_impossible() -> None:
    read = entries([["Username", "License ID", "License Code"], ["dora", "BLS", "BLS"]])
    plan = plan_licenses(read, make_reference(), TODAY)
    assert found(plan) == [("column-twice", "error")]
    assert plan.counts() == dict.fromkeys(plan.counts(), 0) | {"read": 1, "cannot": 1}


def test_a_sheet_without_rows_makes_an_empty_plan() -> None:
    plan = planned()
    assert plan.counts()["read"] == 0
    assert found(plan) == [("no-rows", "error")]


def test_subject_and_detail_say_who_and_what() -> None:
    plan = planned(HELD, {"Username": "nobody", "License/Certification": "Nothing"})
    assert plan.frame.select("subject", "detail").rows() == [
        ("Dora Lind (dora)", "Registered Nurse (TX) 00-12345"),
        ("nobody", "Nothing"),
    ]
