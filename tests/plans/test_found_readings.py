"""Found in review: readings of dates, names and words that went astray in silence."""

from __future__ import annotations

from datetime import date

import pytest

from tests.plans.make import found, make_reference, outcomes, planned

NEW = {"Username": "dora", "License ID": "GENERAL", "License Number": "9"}


@pytest.mark.parametrize(
    ("issued", "expires", "read"),
    [
        ("15/02/2025", "01/05/2030", date(2030, 5, 1)),
        ("02/15/2025", "01/05/2030", date(2030, 1, 5)),
        ("01/02/2025", "01/05/2030", date(2030, 1, 5)),
        ("15/02/2025", "2030-01-05", date(2030, 1, 5)),
    ],
)
def test_a_column_that_does_not_tell_its_order_follows_the_rest_of_the_file(
    issued: str, expires: str, read: date
) -> None:
    plan = planned(
        {"Username": "dora", "License ID": "BLS", "Issue Date": issued, "Expiration Date": expires}
    )
    assert plan.frame["after_expires_on"].to_list() == [read]


@pytest.mark.parametrize(
    ("says", "stored"), [({}, True), ({"Does Not Expire": "No"}, False)], ids=["blank", "No"]
)
def test_no_is_taken_at_its_word_for_a_license_without_an_end(
    says: dict[str, str], stored: bool
) -> None:
    assert planned(NEW | says).frame["after_does_not_expire"].to_list() == [stored]


def test_never_and_no_contradict_each_other() -> None:
    plan = planned(NEW | {"Expiration Date": "never", "Does Not Expire": "No"})
    assert ("expires-and-does-not", "error") in found(plan)


def test_the_message_about_an_unknown_license_names_the_role_that_does_not_fit() -> None:
    row = {"Username": "dora", "License/Certification": "RN", "Professional Role": "Nusring"}
    assert planned(row).problems["message"][0] == (
        "RN for the role Nusring is not on the list of available licenses."
    )


@pytest.mark.parametrize(
    ("on_record", "in_file"),
    [("ΣΑΣ", "ΣΑΣ"), ("ΣΑΣ", "σασ"), ("İnci", "inci"), ("jos\u00e9", "JOSE\u0301")],
)
def test_usernames_are_the_same_where_the_database_says_so(on_record: str, in_file: str) -> None:
    learners = [{"id": 1, "username": on_record}]
    reference = make_reference(learners=learners, users=[{"id": 1, "username": on_record}])
    row = {"Username": in_file, "License ID": "RN-TX", "License Number": "00-12345"}
    assert outcomes(planned(row, reference=reference)) == ["same"]
    user = {"Username": in_file}
    assert outcomes(planned(user, kind="learners", reference=reference)) == ["same"]


@pytest.mark.parametrize(
    ("unit", "unit_id"),
    [
        ("ICU/CCU", 2),
        ("Riverbend / ICU/CCU", 2),
        ("riverbend > icu / ccu", 2),
        ("North", 3),
        ("Riverbend / North", 4),
        ("Day  Team", 5),
    ],
)
def test_units_are_found_by_any_name_that_the_page_of_units_shows(unit: str, unit_id: int) -> None:
    units = [
        {"id": 1, "name": "Riverbend", "full_name": "Riverbend"},
        {"id": 2, "name": "ICU/CCU", "full_name": "Riverbend / ICU/CCU"},
        {"id": 3, "name": "North", "full_name": "North"},
        {"id": 4, "name": "North", "full_name": "Riverbend / North"},
        {"id": 5, "name": "Day  Team", "full_name": "Riverbend / Day  Team"},
    ]
    row = {"Username": "gil", "Last Name": "Novak", "Unit": unit}
    plan = planned(row, kind="learners", reference=make_reference(units=units, users=[]))
    assert plan.frame["after_unit_id"].to_list() == [unit_id]


def test_a_format_that_is_too_large_to_build_is_passed_over_for_every_row_at_once() -> None:
    # Nested repeats are thousands of states; built for each row, 3,000 rows took minutes.
    kind = {"id": 1, "code": "RN-TX", "name": "Registered Nurse"}
    large = make_reference(license_types=[kind | {"number_format": r"((\d{1,50}){1,50}){1,50}x"}])
    rows = [{"Username": "dora", "License ID": "RN-TX", "License Number": "1"}] * 3000
    assert ("number-unusual", "warning") not in found(planned(*rows, reference=large))
