"""Cells to typed columns: CLEAR, blanks, words, apostrophes, and any order and spelling."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from goodstanding.sheets.column import Column, SheetKind
from goodstanding.sheets.learners import LEARNERS
from goodstanding.sheets.license_types import LICENSE_TYPES
from goodstanding.sheets.licenses import LICENSES
from tests.sheets.make import XML, codes, entries

BASE = ["Username", "License ID"]


def one(heading: str, cell: str | None) -> dict[str, object]:
    """What a row with that one cell says."""
    return entries([[*BASE, heading], ["dora", "RN-TX", cell]]).frame.row(0, named=True)


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("License Number", "0012345", "number", "0012345"),
        ("Issue Date", "01/15/2025", "issued_on", date(2025, 1, 15)),
        ("Total Hours Required", "7.5", "hours_required", Decimal("7.50")),
        ("Multistate", "Yes", "multistate", True),
        ("Status", "Lapsed", "status", "inactive"),
        ("State", "Texas", "state", "TX"),
        ("Notes", "=1+1", "notes", "=1+1"),
        ("Action", "Delete", "action", "delete"),
    ],
)
def test_every_kind_of_cell_is_typed(heading: str, cell: str, field: str, value: object) -> None:
    row = one(heading, cell)
    assert (row[field], row[f"text_{field}"], row[f"clear_{field}"]) == (value, cell, False)


@pytest.mark.parametrize("cell", ["", "  ", "\u00a0", None])
def test_a_blank_cell_says_nothing(cell: str | None) -> None:
    row = one("Notes", cell)
    assert (row["notes"], row["text_notes"], row["clear_notes"]) == (None, None, False)


def test_an_absent_column_is_like_a_blank_one() -> None:
    absent = entries([BASE, ["dora", "RN-TX"], ["erik", "RN-OH"]])
    blank = entries([[*BASE, "Notes"], ["dora", "RN-TX", None], ["erik", "RN-OH", None]])
    assert absent.frame.equals(blank.frame)
    assert absent.frame.schema == blank.frame.schema
    assert absent.headings == blank.headings


def test_a_header_without_rows_has_every_column_all_the_same() -> None:
    empty, full = entries([BASE]), entries([BASE, ["dora", "RN-TX"]])
    assert empty.frame.height == 0
    assert empty.frame.schema == full.frame.schema


@pytest.mark.parametrize(
    ("heading", "field", "value"),
    [
        ("Notes", "notes", None),
        ("Issue Date", "issued_on", None),
        ("Expiration Date", "expires_on", None),
        ("Total Hours Required", "hours_required", None),
    ],
)
def test_clear_empties_what_can_be_emptied(heading: str, field: str, value: None) -> None:
    row = one(heading, "CLEAR")
    assert (row[field], row[f"clear_{field}"]) == (value, True)


@pytest.mark.parametrize("heading", ["License Number", "Status", "State", "Multistate", "Action"])
def test_clear_is_refused_where_a_value_must_stay(heading: str) -> None:
    read = entries([[*BASE, heading], ["dora", "RN-TX", "CLEAR"]])
    assert codes(read.problems) == [("cannot-be-cleared", "error", 2)]
    assert read.problems["column"][0] == heading


def test_clear_may_be_a_name() -> None:
    read = entries([[*BASE, "Last Name"], ["dora", "RN-TX", "CLEAR"]])
    assert (read.frame["last_name"].to_list(), read.problems.height) == (["CLEAR"], 0)


def test_clear_is_written_in_capitals() -> None:
    assert one("Notes", "clear")["notes"] == "clear"
    assert one("Status", "Clear")["status"] == "active"


@pytest.mark.parametrize(
    "cell", ["never", "NEVER", "Does not expire", "no expiration", "Non-Expiring", "Lifetime"]
)
def test_words_for_a_license_without_an_end(cell: str) -> None:
    row = one("Expiration Date", cell)
    assert (row["expires_on"], row["word_expires_on"], row["clear_expires_on"]) == (
        None, True, False,
    )  # fmt: skip
    assert codes(entries([[*BASE, "Expires"], ["dora", "RN-TX", cell]]).problems) == []


def test_words_stand_for_a_value_in_their_own_column_only() -> None:
    read = entries([[*BASE, "Issue Date"], ["dora", "RN-TX", "never"]])
    assert codes(read.problems) == [("date-unreadable", "error", 2)]


@pytest.mark.parametrize(
    ("cell", "from_text", "from_xml"),
    [
        ("'=1+1", "=1+1", "'=1+1"),
        ("''=1", "'=1", "''=1"),
        ("=1+1", "=1+1", "=1+1"),
        ("'-5 points", "-5 points", "'-5 points"),
        ("'quoted'", "'quoted'", "'quoted'"),
    ],
)
def test_apostrophes_as_our_results_file_writes_them(
    cell: str, from_text: str, from_xml: str
) -> None:
    rows = [[*BASE, "Notes"], ["dora", "RN-TX", cell]]
    assert entries(rows).frame["notes"].to_list() == [from_text]
    assert entries(rows, read_as=XML).frame["notes"].to_list() == [from_xml]


def test_an_apostrophe_before_a_date_is_the_spreadsheet_programs() -> None:
    assert one("Issue Date", "'01/15/2025")["issued_on"] == date(2025, 1, 15)


def test_a_problem_names_row_heading_and_value_as_they_stand_in_the_file() -> None:
    read = entries(
        [["Riverbend"], ["Login", "License ID", "Exp."], [], ["dora", "RN-TX", "06/31/2026"]]
    )
    assert read.problems.row(0, named=True) == {
        "code": "date-impossible",
        "severity": "error",
        "row": 4,
        "column": "Exp.",
        "value": "06/31/2026",
        "message": "June has 30 days in 2026.",
        "remedy": "Write the date as MM/DD/YYYY, such as 01/31/2027.",
        "suggestion": "06/30/2026",
    }


def test_the_same_bad_text_is_named_in_every_row() -> None:
    read = entries([[*BASE, "Issue Date"], *(["dora", "RN-TX", "soon"] for _ in range(3))])
    assert codes(read.problems) == [("date-unreadable", "error", row) for row in (2, 3, 4)]


CELLS = {
    "text": ["Nursing", "Lind", None],
    "identifier": ["0012345", "RN-TX", "'77"],
    "date": ["01/31/2027", "03/04/2026", "CLEAR"],
    "number": ["20", "7.5 hours", None],
    "flag": ["Yes", "no", None],
    "choice": ["TX", "Active", "Learner"],
}


def _sheet(kind: SheetKind, columns: list[Column], headings: list[str]) -> list[list[str | None]]:
    """Three rows below the headings, whose cells go with the column and not with its place."""
    rows = [[CELLS[column.kind][number] for column in columns] for number in range(3)]
    return [list(headings), *rows]


# Without shrinking: the headings of the failing sheet say enough.
@settings(max_examples=25, deadline=None, phases=[Phase.generate])
@given(st.sampled_from([LICENSES, LEARNERS, LICENSE_TYPES]), st.randoms(use_true_random=False))
def test_any_order_and_spelling_of_the_columns_says_the_same(
    kind: SheetKind, chance: random.Random
) -> None:
    plain = list(kind.columns)
    expected = entries(_sheet(kind, plain, [c.heading for c in plain]), kind)
    mixed = chance.sample(plain, len(plain))
    headings = [chance.choice((c.heading, *c.synonyms)) for c in mixed]
    headings = [chance.choice((h, h.upper(), h.replace(" ", "_"), f"{h} *")) for h in headings]
    read = entries(_sheet(kind, mixed, headings), kind)
    assert read.frame.equals(expected.frame), headings
    assert codes(read.problems) == codes(expected.problems)
