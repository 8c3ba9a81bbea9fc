"""The rules about the license that a row speaks of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from goodstanding.plans.rules.licenses import (
    add_exists,
    edited_since_file,
    license_ambiguous,
    license_disagrees,
    license_missing,
    license_name_unknown,
    license_retired,
    license_unknown,
    number_alike,
    number_needed,
    number_unusual,
    second_license,
    update_unknown,
)
from tests.plans.cases import Bad, Good, check_bad, check_good, name_of
from tests.plans.make import found, make_reference, outcomes, planned

DORA = {"Username": "dora"}
DORA_RN = DORA | {"License ID": "RN-TX"}
FAY_RN = {"Username": "fay", "License ID": "RN-OH"}
UNTIL = {"Expiration Date": "01/31/2030"}

BAD = [
    Bad(license_missing, DORA, "License ID", None, "The row does not say which license is meant."),
    Bad(
        license_missing,
        DORA | {"State": "TX", "Professional Role": "Nursing"},
        "License ID",
        None,
        "The row does not say which license is meant.",
    ),
    Bad(
        license_unknown,
        DORA | {"License ID": "RN-TXX"},
        "License ID",
        "RN-TXX",
        "RN-TXX is not a License ID on the list of available licenses.",
        "RN-TX",
    ),
    Bad(
        license_unknown,
        DORA | {"License ID": "zzzzz", "License/Certification": "Registered Nurse"},
        "License ID",
        "zzzzz",
        "zzzzz is not a License ID on the list of available licenses.",
    ),
    Bad(
        license_name_unknown,
        DORA | {"License/Certification": "Registerd Nurse", "State": "TX"},
        "License/Certification",
        "Registerd Nurse",
        "Registerd Nurse (TX) is not on the list of available licenses.",
        "Registered Nurse",
    ),
    Bad(
        license_name_unknown,
        DORA | {"License/Certification": "Registered Nurse", "State": "Iowa"},
        "License/Certification",
        "Registered Nurse",
        "Registered Nurse (Iowa) is not on the list of available licenses.",
        "Registered Nurse",
    ),
    Bad(
        license_ambiguous,
        DORA | {"License/Certification": "R.N."},
        "License/Certification",
        "R.N.",
        '"R.N." is the name of 2 licenses on the list.',
    ),
    Bad(
        license_ambiguous,
        DORA | {"License/Certification": "Nurse Aide", "State": "TX"},
        "License/Certification",
        "Nurse Aide",
        '"Nurse Aide" is the name of 2 licenses on the list.',
    ),
    Bad(
        license_disagrees,
        DORA_RN | {"State": "OH"},
        "License ID",
        "RN-TX",
        "RN-TX is Registered Nurse, TX, but the row says OH.",
    ),
    Bad(
        license_disagrees,
        DORA_RN | {"License/Certification": "Nurse Aide"},
        "License ID",
        "RN-TX",
        "RN-TX is Registered Nurse, TX, but the row says Nurse Aide.",
    ),
    Bad(
        license_retired,
        DORA | {"License ID": "OLD-TX"},
        "License ID",
        "OLD-TX",
        "Nurse of Old is retired, so it cannot be assigned any more.",
    ),
    Bad(
        number_needed,
        FAY_RN | UNTIL,
        "License Number",
        None,
        "The learner holds 2 licenses of this type.",
    ),
    Bad(
        number_needed,
        FAY_RN | {"Action": "Delete"},
        "License Number",
        None,
        "The learner holds 2 licenses of this type.",
    ),
    Bad(
        second_license,
        FAY_RN | {"License Number": "A3"},
        "License Number",
        "A3",
        "The learner already has this license under another number, so a second one "
        "would be added.",
    ),
    Bad(
        number_unusual,
        DORA_RN | {"License Number": "0.012.345"},
        "License Number",
        "0.012.345",
        "0.012.345 does not match the number format of Registered Nurse.",
    ),
    Bad(
        number_unusual,
        DORA_RN | {"License Number": "12345"},
        "License Number",
        "12345",
        "12345 does not match the number format of Registered Nurse.",
    ),
    Bad(
        add_exists,
        DORA_RN | UNTIL | {"Action": "Add"},
        "Action",
        "Add",
        "The row says Add, but the learner already has this license, with other values.",
    ),
    Bad(
        update_unknown,
        DORA | {"License ID": "RN-OH", "Action": "u"},
        "Action",
        "u",
        "The row says u, but the learner has no such license.",
    ),
    Bad(
        update_unknown,
        DORA_RN | {"License Number": "9999999", "Action": "Delete"},
        "Action",
        "Delete",
        "The row says Delete, but the learner has no such license.",
    ),
]

GOOD = [
    Good(license_missing, DORA_RN),
    Good(license_missing, DORA | {"License/Certification": "BLS"}),
    # What is unreadable is not missing.
    Good(license_missing, DORA | {"License ID": "#N/A"}),
    Good(license_unknown, DORA | {"License ID": "rn-tx"}),
    Good(license_name_unknown, DORA | {"License/Certification": "cpr bls"}),
    Good(license_name_unknown, DORA | {"License/Certification": "RN", "State": "Texas"}),
    Good(license_ambiguous, DORA | {"License/Certification": "RN", "State": "TX"}),
    Good(
        license_ambiguous,
        DORA
        | {"License/Certification": "Nurse Aide", "State": "TX", "Professional Role": "Training"},
    ),
    Good(license_ambiguous, DORA_RN | {"License/Certification": "RN"}),
    Good(license_disagrees, DORA_RN | {"License/Certification": "R.N.", "State": "Texas"}),
    Good(license_disagrees, DORA | {"License ID": "BLS", "State": "TX"}),
    Good(license_retired, {"Username": "fay", "License ID": "OLD-TX", "Notes": "kept"}),
    Good(license_retired, DORA | {"License ID": "OLD-TX", "Action": "Delete"}),
    Good(number_needed, FAY_RN | {"License Number": "a-1"}),
    Good(number_needed, DORA_RN),
    Good(second_license, DORA_RN | {"License Number": "0012345"}),
    Good(second_license, DORA | {"License ID": "BLS", "License Number": "77"}),
    Good(second_license, FAY_RN | {"License Number": "A3", "Action": "Delete"}),
    # On record it stands with a hyphen; what counts is what the file says.
    Good(number_unusual, DORA_RN | {"License Number": "0012345"}),
    Good(number_unusual, FAY_RN | {"License Number": "whatever"}),
    Good(number_unusual, DORA_RN),
    Good(add_exists, DORA_RN | {"Action": "Add"}),
    Good(add_exists, DORA | {"License ID": "RN-OH", "Action": "Add"}),
    Good(update_unknown, DORA_RN | {"Action": "Update"}),
    Good(update_unknown, FAY_RN | {"Action": "Delete"}),
    Good(update_unknown, {"Username": "nobody", "License ID": "RN-TX", "Action": "Update"}),
]


# The rule speaks of two rows, so its cases have another row beside them.
ALIKE_BAD = Bad(
    number_alike,
    DORA | {"License ID": "RN-OH", "License Number": "B 7"},
    "License Number",
    "B 7",
    "Another row has the number B 7 for this learner, written with other spaces or punctuation.",
)
ALIKE_GOOD = Good(number_alike, DORA | {"License ID": "RN-TX", "License Number": "B-7"})


@pytest.mark.parametrize("case", BAD, ids=name_of)
def test_bad_rows_are_named(case: Bad) -> None:
    check_bad(case, "licenses")


@pytest.mark.parametrize("case", GOOD, ids=name_of)
def test_good_rows_are_left_alone(case: Good) -> None:
    check_good(case, "licenses")


def test_numbers_that_are_alike_are_pointed_out_in_both_rows() -> None:
    other = DORA | {"License ID": "RN-OH", "License Number": "B-7"}
    plan = planned(ALIKE_BAD.row, other)
    said = plan.problems.filter(code="number-alike").sort("row")
    assert said.select("severity", "row", "column", "value", "message").row(0) == (
        "warning", 2, ALIKE_BAD.column, ALIKE_BAD.value, ALIKE_BAD.message,
    )  # fmt: skip
    assert said["value"].to_list() == ["B 7", "B-7"]
    assert outcomes(plan) == ["add", "add"]


def test_numbers_of_different_licenses_are_not_alike() -> None:
    plan = planned(ALIKE_BAD.row, ALIKE_GOOD.row)
    assert "number-alike" not in plan.problems["code"].to_list()


def test_a_row_whose_license_cannot_be_told_says_that_alone() -> None:
    plan = planned(FAY_RN | {"Action": "Delete"})
    assert (outcomes(plan), found(plan)) == (["cannot"], [("number-needed", "error")])


def test_a_row_about_nobody_says_nothing_of_what_nobody_holds() -> None:
    plan = planned({"Username": "nobody", "License ID": "RN-TX", "Action": "Delete"})
    assert found(plan) == [("learner-unknown", "error")]


AFTER_FILE = replace(make_reference(), file_saved_at=datetime(2026, 4, 28, tzinfo=UTC))
BEFORE_FILE = replace(make_reference(), file_saved_at=datetime(2026, 5, 4, tzinfo=UTC))
CHANGE = {"Username": "dora", "License ID": "RN-TX", "Notes": "from the file"}
EDITED_BAD = Bad(
    edited_since_file,
    CHANGE,
    "Username",
    "dora",
    "Ana Ruiz edited this license on May 3, 2026, after the file was saved (April 28, 2026).",
)
EDITED_GOOD = Good(edited_since_file, CHANGE)


def test_an_edit_after_the_file_was_saved_is_pointed_out() -> None:
    check_bad(EDITED_BAD, "licenses", AFTER_FILE)
    check_good(EDITED_GOOD, "licenses", BEFORE_FILE)
    # Nobody knows when the file was saved; nothing would be overwritten; an import was the last.
    check_good(EDITED_GOOD, "licenses")
    check_good(Good(edited_since_file, CHANGE | {"Notes": "seen"}), "licenses", AFTER_FILE)
    other = {"Username": "dora", "License ID": "BLS", "Notes": "x"}
    check_good(Good(edited_since_file, other), "licenses", AFTER_FILE)
