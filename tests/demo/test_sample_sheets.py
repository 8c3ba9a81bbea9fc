"""The sample spreadsheets fit the licenses of the demonstration, and go wrong where they say."""

from collections import Counter
from datetime import date, datetime

import pytest

from goodstanding.demo.held_licenses import license_cells
from goodstanding.demo.holdings import holdings
from goodstanding.demo.license_types import license_types_rows
from goodstanding.demo.people import learners_rows, people, supervised_units
from goodstanding.demo.sample_sheets import HEADING, near, sample_sheets

TODAY = date(2026, 11, 22)
TODAYS = [TODAY, date(2024, 2, 29), date(2027, 12, 31)]
USERNAMES = {row[0] for row in learners_rows()[1:]}
TYPES = {row[0] for row in license_types_rows()[1:]}
UNITS = {one.username: one.unit for one in people()}


def cells(stem: str, today: date = TODAY) -> list[dict[str, str]]:
    header, *rows = sample_sheets(today)[stem]
    assert header == HEADING
    return [dict(zip(header, row, strict=True)) for row in rows]


def held(today: date = TODAY) -> dict[tuple[str, str, str], dict[str, str]]:
    """What is held, by username, License ID and number."""
    rows = [license_cells(one, today) for one in holdings()]
    return {key(row): row for row in rows}


def key(row: dict[str, str]) -> tuple[str, str, str]:
    return row["Username"], row["License ID"], row["License Number"]


def day(text: str) -> date:
    return datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007


def with_cell(column: str, value: str) -> list[dict[str, str]]:
    return [row for row in cells("bad-mixed") if row[column] == value]


def test_there_are_three_sheets():
    assert set(sample_sheets(TODAY)) == {"good-renewals", "bad-mixed", "supervisor-bob"}


@pytest.mark.parametrize("today", TODAYS, ids=str)
def test_good_renewals_renews_forty_and_adds_ten(today: date):
    known = held(today)
    rows = cells("good-renewals", today)
    assert Counter(key(row) in known for row in rows) == {True: 40, False: 10}
    assert len({key(row) for row in rows}) == 50
    for row in rows:
        assert day(row["Expiration Date"]) > today
        if key(row) in known:
            assert day(row["Expiration Date"]) > day(known[key(row)]["Expiration Date"])


def test_good_renewals_adds_only_what_the_learner_lacks():
    owned = {(username, code) for username, code, _ in held()}
    added = [row for row in cells("good-renewals") if key(row) not in held()]
    assert {row["License ID"] for row in added} == {"FIRST-AID"}
    assert [row for row in added if (row["Username"], row["License ID"]) in owned] == []
    assert {row["Username"] for row in added} <= USERNAMES


def test_good_renewals_names_only_active_people():
    inactive = {one.username for one in people() if not one.active}
    assert not inactive & {row["Username"] for row in cells("good-renewals")}


def test_bad_mixed_has_about_thirty_rows_and_some_that_are_right():
    rows = cells("bad-mixed")
    assert 25 <= len(rows) <= 35
    assert all(key(row) in held() for row in rows[:8])


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Username", ""),
        ("Username", "q.nobody"),
        ("Expiration Date", "06/31/2027"),
        ("Expiration Date", "soon"),
        ("License Number", "1.23457E+11"),
        ("License ID", "UNICYCLE-OH"),
        ("License ID", "BSL"),
        ("License/Certification", "Registerd Nurse (RN)"),
        ("Status", "Actve"),
        ("Total Hours Required", "thirty"),
        ("Notes", "CLEAR"),
    ],
)
def test_bad_mixed_has_one_of_each_flaw(column: str, value: str):
    assert len(with_cell(column, value)) == 1


def test_bad_mixed_has_one_username_that_is_nearly_right():
    nearly = {row["Username"] for row in cells("bad-mixed")} - USERNAMES - {"", "q.nobody"}
    assert len(nearly) == 1
    assert {near(name) for name in USERNAMES} & nearly == nearly


def test_bad_mixed_knows_its_unknown_licenses():
    codes = {row["License ID"] for row in cells("bad-mixed")}
    assert codes - TYPES == {"", "UNICYCLE-OH", "BSL"}


def test_bad_mixed_deletes_one_that_is_held_and_one_that_is_not():
    assert Counter(key(row) in held() for row in with_cell("Action", "Delete")) == {
        True: 1,
        False: 1,
    }


def test_bad_mixed_has_a_row_twice():
    rows = Counter(tuple(row.values()) for row in cells("bad-mixed"))
    assert sorted(rows.values())[-2:] == [1, 2]


def test_bad_mixed_has_an_end_before_its_beginning_and_an_end_that_does_not_end():
    rows = [row for row in cells("bad-mixed") if row["Issue Date"] == "01/15/2026"]
    assert [row["Expiration Date"] for row in rows] == ["01/15/2025"]
    assert [bool(row["Expiration Date"]) for row in with_cell("Does Not Expire", "Yes")] == [True]


def test_bad_mixed_has_three_rows_that_change_nothing_and_clears_notes_that_exist():
    known = held()
    same = [
        row
        for row in cells("bad-mixed")
        if key(row) in known and {**known[key(row)], "Action": ""} == row
    ]
    assert len(same) == 3
    (cleared,) = with_cell("Notes", "CLEAR")
    assert known[key(cleared)]["Notes"]


def test_supervisor_bob_has_rows_inside_and_outside_his_region():
    region = supervised_units()["bob"]
    rows = cells("supervisor-bob")
    inside = Counter(UNITS[row["Username"]][: len(region)] == region for row in rows)
    assert inside[True] >= 8
    assert inside[False] == 4
    assert all(key(row) in held() for row in rows)


@pytest.mark.parametrize(
    ("word", "swapped"), [("r.naranjo", "r.naranoj"), ("BLS", "BSL"), ("o.dowd2", "o.dow2d")]
)
def test_near(word: str, swapped: str):
    assert near(word) == swapped


def test_a_sheet_that_is_written_on_the_same_day_is_the_same():
    assert sample_sheets(TODAY) == sample_sheets(TODAY)
