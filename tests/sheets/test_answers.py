"""What people say about a file: it decides, and where they say nothing, the file does."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from goodstanding.sheets.answers import NOT_IMPORTED, Answers
from goodstanding.sheets.licenses import LICENSES
from goodstanding.sheets.normalize import Entries, normalize
from goodstanding.sheets.questions import open_questions
from goodstanding.sheets.recognize import recognize
from tests.sheets.make import TODAY, Cells, make_document, make_table

HEADER = ["Username", "License ID", "Expiration Date"]
AMBIGUOUS = [HEADER, ["dora", "RN-TX", "03/04/2027"]]


def read(answers: Answers, *tables: Sequence[Cells]) -> tuple[Entries, list[str]]:
    """What a file of those tables says with those answers, and what is still asked."""
    document = make_document(
        *(make_table(rows, f"Sheet{number}") for number, rows in enumerate(tables, 1))
    )
    recognized = recognize(document, LICENSES, answers)
    entries = normalize(recognized, today=TODAY, answers=answers)
    return entries, open_questions(recognized, entries, answers)


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        ([HEADER, ["dora", "RN-TX", "01/31/2027"]], []),
        ([HEADER, ["dora", "RN-TX", "03/03/2027"]], []),
        ([HEADER, ["dora", "RN-TX", "2027-03-04"]], []),
        (AMBIGUOUS, ["dates"]),
        ([["Issued mm/dd/yyyy", *HEADER], [None, *AMBIGUOUS[1]]], ["dates"]),
        ([["Username", "License ID", "Expires (DD/MM/YYYY)"], AMBIGUOUS[1]], []),
        ([["apples", "pears"], ["1", "2"]], ["header"]),
        ([["Who", "License ID", "License Number"], ["dora", "RN-TX", "1"]], ["columns"]),
        ([["License ID", "License Number"], ["RN-TX", "1"]], []),
        ([["Username", "Login", "License ID"], ["dora", "dora", "RN-TX"]], ["columns"]),
    ],
    ids=[
        "plain", "either way the same", "ISO", "either way", "another heading says",
        "its heading says", "no header", "a needed column under another name",
        "a needed column that is not there", "twice the same",
    ],
)  # fmt: skip
def test_only_what_is_open_is_asked(rows: Sequence[Cells], asked: list[str]) -> None:
    assert read(Answers(), rows)[1] == asked


def test_of_two_sheets_that_fit_one_is_chosen() -> None:
    other = [HEADER, ["erik", "RN-OH", "01/31/2027"]]
    first = [HEADER, ["dora", "RN-TX", "01/31/2027"]]
    assert read(Answers(), first, other)[1] == ["sheet"]
    entries, asked = read(Answers(sheet="Sheet2"), first, other)
    assert (entries.frame["username"].to_list(), asked) == (["erik"], [])


def test_the_header_row_is_where_the_person_says() -> None:
    rows = [["My", "own", "words"], ["dora", "RN-TX", "01/31/2027"]]
    named = {"c0": "username", "c1": "license_code", "c2": "expires_on"}
    entries, asked = read(Answers(header_row=1, columns=named), rows)
    assert asked == []
    assert entries.frame.select("username", "text_expires_on").rows() == [("dora", "01/31/2027")]
    assert entries.headings["username"] == "My"


def test_a_file_without_headings_is_asked_for_its_columns() -> None:
    rows = [["dora", "RN-TX"], ["erik", "RN-OH"]]
    assert read(Answers(header_row=0), rows)[1] == ["columns"]
    entries, asked = read(
        Answers(header_row=0, columns={"c0": "username", "c1": "license_code"}), rows
    )
    assert (entries.frame["username"].to_list(), asked) == (["dora", "erik"], [])
    assert entries.headings["license_code"] == "column B"


def test_a_column_can_be_given_another_meaning_or_none() -> None:
    rows = [["Username", "License", "Name"], ["dora", "RN-TX", "Ms. Lind"]]
    entries, _ = read(Answers(columns={"c1": "license_code", "c2": NOT_IMPORTED}), rows)
    assert entries.frame["license_code"].to_list() == ["RN-TX"]
    assert "column-unknown" not in entries.problems["code"].to_list()


def test_a_heading_once_explained_is_known_in_every_file() -> None:
    rows = [["Badge", "Certificate"], ["dora", "RN-TX"]]
    told = Answers(headings={"badge": "username", "certificate": "license_code"})
    entries, asked = read(told, rows)
    assert (entries.frame["username"].to_list(), asked) == (["dora"], [])


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({"expires_on": True}, "2027-04-03"),
        ({"expires_on": False}, "2027-03-04"),
        ({"": True}, "2027-04-03"),
        ({"": True, "expires_on": False}, "2027-03-04"),
    ],
)
def test_the_order_of_dates_is_what_was_answered(told: dict[str, bool], expected: str) -> None:
    entries, asked = read(Answers(day_first=told), AMBIGUOUS)
    assert (str(entries.frame["expires_on"][0]), asked) == (expected, [])


def test_what_is_remembered_does_not_go_against_the_file() -> None:
    rows = [*AMBIGUOUS, ["erik", "RN-OH", "12/31/2027"]]
    entries, _ = read(Answers(day_first={"": True}), rows)
    assert [str(day) for day in entries.frame["expires_on"]] == ["2027-03-04", "2027-12-31"]


def test_a_value_stands_for_another_and_it_is_said() -> None:
    rows = [["Username", "Status", "License ID"], ["d.lind", "OK", "x"], ["D.Lind", "ok", "x"]]
    told = Answers(values={"username": {"d.lind": "dora"}, "status": {"ok": "Active"}})
    entries, _ = read(told, rows)
    assert entries.frame.select("username", "status").rows() == [("dora", "active")] * 2
    notes = entries.problems.filter(code="value-replaced").select("value", "message").rows()
    assert (
        "OK",
        '"OK" was taken for Active in 1 row, as somebody has answered.',
    ) in notes
    assert len(notes) == 4  # "d.lind" and "D.Lind", "OK" and "ok"


@pytest.mark.parametrize(
    ("row", "wording"),
    [
        (["dora", "RNTX", None, None], "rntx"),
        (["dora", None, "R.N.", "TX"], "r.n. · tx"),
        (["dora", None, "R.N. (TX)", None], "r.n. (tx)"),
    ],
)
def test_a_license_described_in_other_words_is_named(row: Cells, wording: str) -> None:
    rows = [["Username", "License ID", "License", "State"], row, ["erik", None, "R.N.", "OH"]]
    entries, _ = read(Answers(values={"license_code": {wording: "RN-TX"}}), rows)
    fields = ["license_code", "license_name", "state"]
    assert entries.frame.select(fields).rows() == [("RN-TX", None, None), (None, "R.N.", "OH")]


def test_a_license_is_named_where_the_sheet_has_no_column_for_that() -> None:
    rows = [["Username", "License"], ["dora", "R.N."]]
    entries, _ = read(Answers(values={"license_code": {"r.n.": "RN-TX"}}), rows)
    assert entries.frame.select("license_code", "license_name").rows() == [("RN-TX", None)]


def test_single_cells_are_corrected_and_the_faults_of_the_old_are_gone() -> None:
    rows = [HEADER, ["dora", "RN-TX", "06/31/2027"], ["erik", "RN-OH", "06/31/2027"]]
    told = Answers(cells={"2": {"expires_on": "06/30/2027", "number": "12"}, "3": {"username": ""}})
    entries, _ = read(told, rows)
    assert entries.frame.select("username", "number", "text_expires_on").rows() == [
        ("dora", "12", "06/30/2027"),
        (None, None, "06/31/2027"),
    ]
    wrong = entries.problems.filter(code="date-impossible")["row"].to_list()
    assert wrong == [3]


def test_a_corrected_date_does_not_turn_the_others_around() -> None:
    rows = [*AMBIGUOUS, ["erik", "RN-OH", "31/06/2027"]]
    entries, _ = read(Answers(), rows)
    assert str(entries.frame["expires_on"][0]) == "2027-04-03"
    suggested = entries.problems.filter(code="date-impossible").row(0, named=True)
    assert suggested["suggestion"] == "30/06/2027"
    assert suggested["remedy"] == "Write the date as DD/MM/YYYY, such as 31/01/2027."
    for text, read_as in (("30/06/2027", "2027-06-30"), ("06/30/2027", "None")):
        told = Answers(cells={"3": {"expires_on": text}})
        entries, asked = read(told, rows)
        found = [str(day) for day in entries.frame["expires_on"]]
        assert (found, asked) == (["2027-04-03", read_as], [])


def test_newer_answers_win_and_older_ones_stay() -> None:
    old = Answers(
        columns={"c0": "username", "c1": "state"},
        values={"status": {"ok": "Active"}},
        cells={"2": {"number": "1", "state": "TX"}},
    )
    new = Answers(
        sheet="May", columns={"c1": "-"}, values={"status": {"gone": "Inactive"}},
        cells={"2": {"number": "2"}, "3": {"number": "3"}},
    )  # fmt: skip
    both = new.over(old)
    assert both == Answers(
        sheet="May",
        columns={"c0": "username", "c1": "-"},
        values={"status": {"ok": "Active", "gone": "Inactive"}},
        cells={"2": {"number": "2", "state": "TX"}, "3": {"number": "3"}},
    )
    assert Answers(**json.loads(json.dumps(both.as_json()))) == both
    assert Answers().as_json() == {}
