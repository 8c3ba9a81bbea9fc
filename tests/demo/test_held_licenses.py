"""The licenses of the demonstration: every state of expiry, whatever day it is."""

import re
from collections import Counter
from datetime import date, datetime

import pytest

from goodstanding.demo.held_licenses import licenses_rows, months_after
from goodstanding.demo.holdings import holdings
from goodstanding.demo.license_types import catalog, license_types_rows
from goodstanding.demo.people import learners_rows

TODAYS = [date(2024, 2, 29), date(2026, 11, 22), date(2027, 12, 31), date(2031, 6, 1)]
TYPES = {row[0] for row in license_types_rows()[1:]}
BY_NAME = {
    tuple(
        catalog()[code][column]
        for column in ("Professional Role", "State", "License/Certification")
    ): code
    for code in TYPES
}


def cells(today: date) -> list[dict[str, str]]:
    header, *rows = licenses_rows(today)
    return [dict(zip(header, row, strict=True)) for row in rows]


def day(text: str) -> date | None:
    return datetime.strptime(text, "%m/%d/%Y").date() if text else None  # noqa: DTZ007


def license_id(row: dict[str, str]) -> str:
    """The License ID, found by role, state and name where the row leaves it blank."""
    named = (row["Professional Role"], row["State"], row["License/Certification"])
    return row["License ID"] or BY_NAME[named]


ROWS = cells(TODAYS[1])


def test_there_are_about_nine_hundred():
    assert 850 <= len(ROWS) <= 1000


def test_usernames_and_license_types_exist():
    usernames = {row[0] for row in learners_rows()[1:]}
    assert {row["Username"] for row in ROWS} == usernames
    assert {license_id(row) for row in ROWS} == TYPES


def test_nobody_holds_a_type_twice_and_no_number_is_given_twice():
    assert len({(row["Username"], license_id(row)) for row in ROWS}) == len(ROWS)
    numbers = Counter((license_id(row), row["License Number"]) for row in ROWS)
    assert [key for key, times in numbers.items() if key[1] and times > 1] == []


def test_licenses_are_named_by_id_by_name_or_by_both():
    ways = Counter((bool(row["License ID"]), bool(row["License/Certification"])) for row in ROWS)
    assert set(ways) == {(True, True), (True, False), (False, True)}
    assert ways[True, False] > ways[True, True] > ways[False, True] > 100


def test_numbers_have_zeros_in_front_letters_hyphens_and_blanks():
    numbers = [row["License Number"] for row in ROWS]
    assert sum(number.startswith("0") for number in numbers) > 100
    assert sum(bool(re.search("[A-Z]", number)) for number in numbers) > 100
    assert sum("-" in number for number in numbers) > 30
    assert 50 < sum(not number for number in numbers) < 300


def test_numbers_fit_the_formats_of_their_types():
    misfits = [
        row["License Number"]
        for row in ROWS
        if not re.search(catalog()[license_id(row)]["Number Format"], row["License Number"])
    ]
    assert misfits == []


def test_check_digits_of_provider_identifiers_and_dea_numbers_are_right():
    for row in ROWS:
        if license_id(row) == "NPI":
            digits = [int(digit) for digit in "80840" + row["License Number"]]
            doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
            assert (sum(doubled) + sum(digits[-1::-2])) % 10 == 0
        if license_id(row) == "DEA":
            one, two, three, four, five, six, check = map(int, row["License Number"][2:])
            assert (one + three + five + 2 * (two + four + six)) % 10 == check


@pytest.mark.parametrize("today", TODAYS, ids=str)
@pytest.mark.parametrize(
    ("first", "last"),
    [
        (91, 4000),
        (90, 90),
        (61, 89),
        (60, 60),
        (31, 59),
        (30, 30),
        (8, 29),
        (7, 7),
        (1, 6),
        (0, 0),
        (-1, -1),
        (-30, -2),
        (-400, -31),
    ],
)
def test_every_state_of_expiry_is_there(today: date, first: int, last: int):
    ends = [day(row["Expiration Date"]) for row in cells(today)]
    assert any(end and first <= (end - today).days <= last for end in ends)


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_some_are_not_yet_valid_and_no_license_ends_before_it_begins(today: date):
    dates = [(day(row["Issue Date"]), day(row["Expiration Date"])) for row in cells(today)]
    assert any(issued and issued > today for issued, _ in dates)
    assert [pair for pair in dates if pair[0] and pair[1] and pair[0] >= pair[1]] == []


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_nothing_is_verified_before_issue_or_after_today(today: date):
    for row in cells(today):
        verified, issued = day(row["Verified Date"]), day(row["Issue Date"])
        assert bool(verified) == bool(row["Verified By"]) == bool(row["Verification Method"])
        assert verified is None or (issued is not None and issued <= verified <= today)


def test_a_license_ends_or_does_not_expire():
    for row in ROWS:
        assert bool(row["Expiration Date"]) != (row["Does Not Expire"] == "Yes")
        assert (row["Does Not Expire"] == "Yes") == (catalog()[license_id(row)]["Expires"] == "No")
    assert any(row["Does Not Expire"] for row in ROWS)


def test_most_are_active_and_every_other_status_occurs():
    statuses = Counter(row["Status"] for row in ROWS)
    others = {"Pending", "Inactive", "Probation", "Suspended", "Revoked", "Surrendered"}
    assert set(statuses) == {"Active", *others}
    assert statuses["Active"] > 0.9 * len(ROWS)


def test_dora_holds_several_in_different_states_of_expiry():
    ends = {
        license_id(row): day(row["Expiration Date"]) for row in ROWS if row["Username"] == "dora"
    }
    assert len(ends) >= 8
    assert sorted(code for code, end in ends.items() if end and end < TODAYS[1]) == [
        "PALS",
        "RN-TX",
    ]


def test_only_the_dates_depend_on_today():
    dates = {"Issue Date", "Expiration Date", "Verified Date"}
    undated = [
        [{key: value for key, value in row.items() if key not in dates} for row in cells(today)]
        for today in TODAYS
    ]
    assert undated[0] == undated[1] == undated[2] == undated[3]


def test_the_licenses_are_the_same_each_time():
    before = licenses_rows(TODAYS[0])
    holdings.cache_clear()
    assert licenses_rows(TODAYS[0]) == before


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2026, 11, 22), -24, date(2024, 11, 22)),
    ],
)
def test_months_after(start: date, months: int, end: date):
    assert months_after(start, months) == end
