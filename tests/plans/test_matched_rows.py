"""Which learner, which license and which held license a row means."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from goodstanding.plans.reference import PERSON_SCHEMA
from tests.plans.make import found, make_reference, outcomes, planned

DORA, FAY = {"Username": "dora"}, {"Username": "fay"}
NAME, ROLE, NUMBER = "License/Certification", "Professional Role", "License Number"


def license_type_id(row: dict[str, str]) -> int | None:
    """The license type that the row is taken to mean."""
    value: int | None = planned(DORA | row).frame["license_type_id"][0]
    return value


@pytest.mark.parametrize(
    ("row", "meant"),
    [
        ({"License ID": "RN-TX"}, 1),
        ({"License ID": "rn-oh"}, 2),
        ({"License ID": "RNTX"}, None),
        # by role, state and name
        ({ROLE: "Nursing", "State": "TX", NAME: "Registered Nurse"}, 1),
        ({ROLE: "nursing", "State": "Ohio", NAME: "REGISTERED  NURSE"}, 2),
        ({"State": "OH", NAME: "Registered Nurse"}, 2),
        ({ROLE: "Therapy", "State": "TX", NAME: "Registered Nurse"}, None),
        ({"State": "CA", NAME: "Registered Nurse"}, None),
        # by alias
        ({"State": "TX", NAME: "RN"}, 1),
        ({"State": "OH", NAME: "r n"}, 2),
        ({NAME: "CPR/BLS"}, 3),
        ({NAME: "cpr bls"}, 3),
        ({NAME: "BLS"}, None),
        # a national license, whatever the state says
        ({NAME: "Basic Life Support"}, 3),
        ({NAME: "Basic Life Support", "State": "TX"}, 3),
        # a license of one state, without its state
        ({NAME: "Nurse of Old"}, 5),
        # ambiguous
        ({NAME: "Registered Nurse"}, None),
        ({NAME: "RN", ROLE: "Nursing"}, None),
        ({NAME: "Nurse Aide", "State": "TX"}, None),
        ({NAME: "Nurse Aide", "State": "TX", ROLE: "Training"}, 7),
        # the License ID decides over all else
        ({"License ID": "RN-TX", "State": "OH", NAME: "Nurse Aide"}, 1),
        ({"License ID": "nothing", "State": "TX", NAME: "Registered Nurse"}, None),
    ],
)
def test_which_license_is_meant(row: dict[str, str], meant: int | None) -> None:
    assert license_type_id(row) == meant


def test_the_states_own_license_beats_a_national_one_of_the_same_name() -> None:
    types = [
        {"id": 1, "code": "N", "name": "Nurse Aide"},
        {"id": 2, "code": "T", "name": "Nurse Aide", "state": "TX"},
    ]
    reference = make_reference(license_types=types, held=[])
    rows = [DORA | {NAME: "Nurse Aide", "State": state} for state in ("TX", "OH")]
    plan = planned(*rows, reference=reference)
    assert plan.frame["license_type_id"].to_list() == [2, 1]


@pytest.mark.parametrize("username", ["dora", "DORA", "Dora"])
def test_learners_are_known_in_any_case(username: str) -> None:
    plan = planned({"Username": username, "License ID": "RN-TX"})
    assert plan.frame["user_id"].to_list() == [1]


@pytest.mark.parametrize(
    ("row", "target", "outcome"),
    [
        # exactly as it is written, or but for blanks and punctuation
        (DORA | {"License ID": "RN-TX", NUMBER: "00-12345"}, 10, "same"),
        (DORA | {"License ID": "RN-TX", NUMBER: "0012345"}, 10, "same"),
        (DORA | {"License ID": "RN-TX", NUMBER: "00 12.345"}, 10, "same"),
        # leading zeros count
        (DORA | {"License ID": "RN-TX", NUMBER: "12345"}, None, "add"),
        # without a number, the only one of its kind is meant
        (DORA | {"License ID": "RN-TX"}, 10, "same"),
        (DORA | {"License ID": "BLS"}, 11, "same"),
        # a number is given to the only one that has none
        (DORA | {"License ID": "BLS", NUMBER: "77"}, 11, "change"),
        # of several, the number decides
        (FAY | {"License ID": "RN-OH", NUMBER: "A2"}, 13, "same"),
        (FAY | {"License ID": "RN-OH", NUMBER: "a-1"}, 12, "same"),
        (FAY | {"License ID": "RN-OH", NUMBER: "A3"}, None, "add"),
        (FAY | {"License ID": "RN-OH"}, None, "cannot"),
        # what somebody else holds does not count
        (DORA | {"License ID": "RN-OH", NUMBER: "A1"}, None, "add"),
        (DORA | {"License ID": "RN-OH"}, None, "add"),
        (FAY | {"License ID": "RN-OH", NUMBER: "A1", "Action": "Delete"}, 12, "remove"),
    ],
)
def test_which_held_license_is_meant(row: dict[str, str], target: int | None, outcome: str) -> None:
    plan = planned(row)
    assert (plan.frame["target_id"][0], outcomes(plan)) == (target, [outcome])


def test_a_number_that_is_written_differently_keeps_its_spelling_on_record() -> None:
    plan = planned(DORA | {"License ID": "RN-TX", NUMBER: "0012345", "Notes": "new"})
    assert plan.frame.select("before_number", "after_number").row(0) == ("00-12345", "00-12345")
    assert plan.frame["target_version"].to_list() == [4]


def test_one_blank_number_among_several_is_meant_by_a_blank_cell() -> None:
    held = [
        {"id": 1, "user_id": 1, "license_type_id": 2},
        {"id": 2, "user_id": 1, "license_type_id": 2, "number": "B"},
    ]
    plan = planned(DORA | {"License ID": "RN-OH"}, reference=make_reference(held=held))
    assert plan.frame["target_id"].to_list() == [1]


def test_an_exact_number_is_not_taken_for_another_rows() -> None:
    rows = [DORA | {"License ID": "RN-TX", NUMBER: number} for number in ("0012345", "00-12345")]
    plan = planned(*rows)
    assert plan.frame.sort("row")["target_id"].to_list() == [None, 10]
    assert ("number-alike", "warning") in found(plan)


def test_of_several_alike_none_is_guessed() -> None:
    held = [
        {"id": 1, "user_id": 1, "license_type_id": 2, "number": "B7"},
        {"id": 2, "user_id": 1, "license_type_id": 2, "number": "B-7"},
    ]
    row = DORA | {"License ID": "RN-OH", NUMBER: "B 7", "Expiration Date": "01/31/2030"}
    plan = planned(row, reference=make_reference(held=held))
    assert (plan.frame["target_id"][0], found(plan)) == (None, [("second-license", "warning")])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"License ID": "RN-TX"}, {"License ID": "rn-tx"}),
        ({"License ID": "RN-TX"}, {NAME: "RN", "State": "TX"}),
        ({"License ID": "RN-TX", NUMBER: "0012345"}, {"License ID": "RN-TX"}),
        ({"License ID": "BLS", NUMBER: "1"}, {"License ID": "BLS", NUMBER: "2"}),
        ({"License ID": "RN-OH", NUMBER: "C1"}, {"License ID": "RN-OH", NUMBER: "C1"}),
        ({"License ID": "RN-TX"}, {"License ID": "RN-TX", "Action": "Delete"}),
    ],
)
def test_rows_about_the_same_license_are_all_refused(
    first: dict[str, str], second: dict[str, str]
) -> None:
    plan = planned(DORA | first, DORA | second)
    repeated = plan.problems.filter(code="repeated-row").sort("row")
    assert repeated["row"].to_list() == [2, 3]
    assert repeated["message"][0] == "Rows 2, 3 are about the same license of the same learner."
    assert outcomes(plan) == ["cannot", "cannot"]


def test_rows_about_different_licenses_are_not_repeated() -> None:
    rows = [
        DORA | {"License ID": "RN-TX"},
        FAY | {"License ID": "RN-TX"},
        DORA | {"License ID": "RN-OH", NUMBER: "C1"},
        DORA | {"License ID": "RN-OH", NUMBER: "C2"},
        {"Username": "nobody", "License ID": "RN-TX"},
        {"Username": "nobody", "License ID": "RN-TX"},
    ]
    assert "repeated-row" not in planned(*rows).problems["code"].to_list()


def test_many_rows_are_told_apart_whatever_their_order() -> None:
    rows = [FAY | {"License ID": "RN-OH", NUMBER: number} for number in ("A2", "A3", "A1")]
    rows = [row | {"Expiration Date": "02/01/2035"} for row in rows]
    plan = planned(*rows)
    assert plan.frame["target_id"].to_list() == [13, None, 12]
    assert plan.frame["after_expires_on"].to_list() == [date(2035, 2, 1)] * 3


@pytest.mark.parametrize(
    ("number", "suggestion"),
    [("A0", None), ("00-12345", None), ("OO-12345", "00-12345"), ("o012345", "00-12345")],
)
def test_an_o_for_a_zero_is_suggested_and_never_assumed(
    number: str, suggestion: str | None
) -> None:
    plan = planned(DORA | {"License ID": "RN-TX", NUMBER: number})
    said = plan.problems.filter(code="second-license")["suggestion"].to_list()
    assert said == ([] if number == "00-12345" else [suggestion])


PEOPLE = [
    {"username": "dora", "first_name": "Dora", "last_name": "Lind", "email": "d.lind@example.org"},
    {"username": "fay", "first_name": "Fay", "last_name": "Novák", "email": ""},
    {"username": "gil1", "first_name": "Gil", "last_name": "Park", "email": "gil@example.org"},
    {"username": "gil2", "first_name": "Gil", "last_name": "Park", "email": ""},
    {"username": "qqq", "first_name": "", "last_name": "Wu", "email": ""},
]


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("Lind, Dora", "dora"),
        ("Dora Lind", "dora"),
        ("D.LIND@example.org", "dora"),
        ("fay novak", "fay"),
        ("Gil Park", None),
        ("gil@example.org", "gil1"),
        ("Wu", None),
    ],
)
def test_a_name_or_address_of_one_learner_suggests_the_username(
    text: str, suggestion: str | None
) -> None:
    people = pl.DataFrame(PEOPLE, schema=PERSON_SCHEMA)
    reference = replace(make_reference(), usernames=[], people=people)
    plan = planned({"Username": text, "License ID": "RN-TX"}, reference=reference)
    unknown = plan.problems.filter(code="learner-unknown")
    assert unknown["suggestion"].to_list() == [suggestion]
