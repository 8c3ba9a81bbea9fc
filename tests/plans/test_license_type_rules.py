"""The rules about the entries of an Available Licenses Spreadsheet."""

from __future__ import annotations

import pytest

from goodstanding.plans.rules.license_types import (
    code_missing,
    format_unreadable,
    months_whole,
    name_taken,
    role_missing,
    type_name_missing,
)
from tests.plans.cases import Bad, Good, check_bad, check_good, name_of

CODE, NAME, ROLE = "License ID", "License/Certification", "Professional Role"
NEW = {CODE: "PT-TX", NAME: "Physical Therapist", ROLE: "Therapy", "State": "TX"}

BAD = [
    Bad(code_missing, {NAME: "Physical Therapist"}, CODE, None, "The row has no License ID."),
    Bad(
        type_name_missing,
        {CODE: "PT-TX", ROLE: "Therapy"},
        NAME,
        None,
        "The license would have no name.",
    ),
    Bad(
        role_missing,
        {CODE: "PT-TX", NAME: "Physical Therapist"},
        ROLE,
        None,
        "The license would belong to no professional role.",
    ),
    Bad(
        name_taken,
        {CODE: "RN-TX-2", NAME: "Registered Nurse", ROLE: "Nursing", "State": "Texas"},
        NAME,
        "Registered Nurse",
        "Another License ID already has the name Registered Nurse.",
    ),
    # Only the state is given, and the license becomes like another.
    Bad(
        name_taken,
        {CODE: "RN-OH", "State": "TX"},
        NAME,
        None,
        "Another License ID already has the name Registered Nurse.",
    ),
    Bad(
        format_unreadable,
        NEW | {"Number Format": "(RN"},
        "Number Format",
        "(RN",
        "(RN is not a regular expression.",
    ),
    Bad(
        months_whole,
        NEW | {"Renewal Months": "1.5"},
        "Renewal Months",
        "1.5",
        "1.5 is not a whole number of months.",
    ),
]

GOOD = [
    Good(code_missing, NEW),
    Good(type_name_missing, NEW),
    Good(type_name_missing, {CODE: "rn-tx", "Board": "Texas Board of Nursing"}),
    Good(role_missing, {CODE: "RN-TX", NAME: "Professional Nurse"}),
    Good(name_taken, {CODE: "RN-TX", NAME: "Registered Nurse", ROLE: "Nursing"}),
    Good(name_taken, NEW | {NAME: "Registered Nurse", ROLE: "Nursing", "State": "IA"}),
    Good(format_unreadable, NEW | {"Number Format": r"RN\d{6}|\d{7}"}),
    Good(format_unreadable, NEW | {"Number Format": "CLEAR"}),
    Good(months_whole, NEW | {"Renewal Months": "24 months"}),
    Good(months_whole, NEW | {"Renewal Months": "24.0"}),
]


@pytest.mark.parametrize("case", BAD, ids=name_of)
def test_bad_rows_are_named(case: Bad) -> None:
    check_bad(case, "license-types")


@pytest.mark.parametrize("case", GOOD, ids=name_of)
def test_good_rows_are_left_alone(case: Good) -> None:
    check_good(case, "license-types")
