"""The starter catalog is a file of facts: each of them has a shape that can be checked."""

import re
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest

ALL_STATES = (
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH "
    "NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY"
)
STATES = ALL_STATES.split()
HEADING = (
    "License ID\tProfessional Role\tState\tLicense/Certification\tBoard\tRenewal Months\t"
    "Hours Required\tNumber Format\tAliases\tExpires\tRetired\tAs Of"
)
ROLES = {
    "Nursing",
    "Social Work",
    "Counseling",
    "Physical Therapy",
    "Occupational Therapy",
    "Speech-Language Pathology",
    "Medicine",
    "Pharmacy",
    "Emergency Services",
    "Behavior Analysis",
    "Psychology",
    "Respiratory Care",
    "Imaging",
    "Nutrition",
    "Direct Care",
    "General Staff",
    "All Staff",
}
CATALOG = files("goodstanding").joinpath("licenses", "starter_catalog.txt").read_bytes()
LINES = CATALOG.decode().removesuffix("\n").split("\n")
ROWS = [dict(zip(HEADING.split("\t"), line.split("\t"), strict=True)) for line in LINES[1:]]
BY_ID = {row["License ID"]: row for row in ROWS}


def names(row: dict[str, str]) -> list[str]:
    """Everything that a license may be called, in small letters."""
    called = [row["License/Certification"], *row["Aliases"].split("; ")]
    return [name.casefold() for name in called if name]


def repeated(values: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    return [value for value, times in Counter(values).items() if times > 1]


def test_it_is_a_tab_delimited_file_with_the_expected_header():
    assert LINES[0] == HEADING
    assert b"\r" not in CATALOG
    assert not CATALOG.startswith(b"\xef\xbb\xbf")
    assert CATALOG.endswith(b"\n")
    assert len(ROWS) >= 300


def test_no_cell_has_blanks_at_its_ends():
    assert [row for row in ROWS for cell in row.values() if cell != cell.strip()] == []


def test_each_license_id_stands_once_in_any_case():
    assert repeated([(row["License ID"].casefold(),) for row in ROWS]) == []
    assert [code for code in BY_ID if not re.fullmatch(r"[A-Z0-9]+(-[A-Z0-9]+)*", code)] == []


def test_a_license_of_a_state_says_so_in_its_id():
    wrong = [
        code for code, row in BY_ID.items() if row["State"] and code[-3:] != f"-{row['State']}"
    ]
    assert wrong == []


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_registered_and_practical_nurses_and_their_boards(state: str):
    practical = "LVN" if state in {"TX", "CA"} else "LPN"
    for code in (f"RN-{state}", f"{practical}-{state}"):
        assert BY_ID[code]["State"] == state
        assert BY_ID[code]["Professional Role"] == "Nursing"
        assert BY_ID[code]["Board"]


def test_states_and_roles_come_from_their_lists():
    assert {row["State"] for row in ROWS} <= {*STATES, ""}
    assert {row["Professional Role"] for row in ROWS} == ROLES


@pytest.mark.parametrize("row", [row for row in ROWS if row["Number Format"]], ids=str)
def test_number_formats_are_regular_expressions(row: dict[str, str]):
    assert re.compile(row["Number Format"])


@pytest.mark.parametrize(
    ("code", "number", "fits"),
    [
        ("NPI", "2558597798", True),
        ("NPI", "3558597798", False),
        ("NPI", "255859779", False),
        ("DEA", "QF1234563", True),
        ("DEA", "Q91234563", True),
        ("DEA", "12345678", False),
        ("BCBA", "1-20-04512", True),
        ("BCBA", "0-20-04512", False),
        ("RBT", "RBT-21-123456", True),
    ],
)
def test_number_formats_fit_the_numbers_people_have(code: str, number: str, fits: bool):
    assert bool(re.search(BY_ID[code]["Number Format"], number)) is fits


def test_months_and_hours_are_numbers_within_reason():
    months = {row["Renewal Months"] for row in ROWS} - {""}
    hours = {row["Hours Required"] for row in ROWS} - {""}
    assert all(6 <= int(value) <= 120 for value in months)
    assert all(1 <= float(value) <= 200 for value in hours)


def test_what_does_not_expire_has_no_renewal():
    assert {row["Expires"] for row in ROWS} == {"Yes", "No"}
    assert {row["Retired"] for row in ROWS} == {"No"}
    assert [row for row in ROWS if row["Expires"] == "No" and row["Renewal Months"]] == []
    assert BY_ID["NPI"]["Expires"] == BY_ID["GENERAL"]["Expires"] == "No"


def test_the_facts_say_of_which_day_they_are():
    assert {date.fromisoformat(row["As Of"]) for row in ROWS} == {date(2026, 11, 1)}


def test_a_name_or_alias_leads_to_one_license_of_a_role_and_state():
    keys = [(row["Professional Role"], row["State"], name) for row in ROWS for name in names(row)]
    assert repeated(keys) == []


def test_general_staff_has_its_own_entry():
    entry = BY_ID["GENERAL"]
    assert (entry["Professional Role"], entry["License/Certification"], entry["State"]) == (
        "General Staff",
        "General Staff / Other",
        "",
    )
