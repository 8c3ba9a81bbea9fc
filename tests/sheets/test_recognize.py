"""Which table is the sheet, which row the header, which column is which."""

from __future__ import annotations

import pytest

from goodstanding.sheets.column import RESULT_HEADINGS, SheetKind
from goodstanding.sheets.headers import HEADER_SEARCH_ROWS
from goodstanding.sheets.learners import LEARNERS
from goodstanding.sheets.license_types import LICENSE_TYPES
from goodstanding.sheets.licenses import LICENSES
from goodstanding.sheets.recognize import recognize
from tests.sheets.make import make_document, make_table, recognized

HEADER = ["Username", "License ID", "License Number"]
ROW = ["dora", "RN-TX", "0012345"]
INSTRUCTIONS = [
    ["How to fill in the Licenses and Certifications Spreadsheet"],
    ["Username", "required", "The learner's username"],
    ["License Number", "optional", "As printed on the license"],
]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Username", "username"),
        ("USER NAME", "username"),
        ("user_name *", "username"),
        ("Username (required)", "username"),
        ("\ufeffUsername", "username"),
        ("Login", "username"),
        ("License #", "number"),
        ("Lic. No.", "number"),
        ("LICENSE NUMBER", "number"),
        ("Exp. Date", "expires_on"),
        ("Expires:", "expires_on"),
        ("Valid\u00a0until", "expires_on"),
        ("State (optional)", "state"),
        ("License / Certification", "license_name"),
        ("LicenseID", "license_code"),
        ("CE Hours", "hours_required"),
        ("Total Hours Required", "hours_required"),
        ("Surname", "last_name"),
        ("Comments", "notes"),
    ],
)
def test_headings_in_any_spelling(heading: str, field: str) -> None:
    others = [h for f, h in (("username", "Username"), ("number", "License Number")) if f != field]
    found = recognized([[heading, *others, "Board seat"], ["x", "y", "z", "w"]])
    assert found.columns[field] == "c0"
    assert found.header_row == 1


@pytest.mark.parametrize("kind", [LICENSES, LEARNERS, LICENSE_TYPES], ids=lambda kind: kind.name)
def test_no_spelling_means_two_columns(kind: SheetKind) -> None:
    for column in kind.columns:
        anchors = [c for c in kind.columns if c.required and c is not column]
        for word in (column.heading, *column.synonyms):
            found = recognized([[word, *(c.heading for c in anchors)], ["x"]], kind)
            if found.header_row is None:
                # The required column alone is no header: two of its kind are needed.
                assert column.required
                continue
            assert found.columns.get(column.field) == "c0", f"{word} is not {column.heading}"


def test_columns_in_any_order() -> None:
    found = recognized([HEADER[::-1], ROW[::-1]])
    assert found.columns == {"number": "c0", "license_code": "c1", "username": "c2"}
    assert found.problems == ()


def test_titles_above_the_header_are_passed_over() -> None:
    found = recognized(
        [["Riverbend Care"], ["Licenses of nurses, as of November"], [], HEADER, ROW, ROW]
    )
    assert (found.header_row, found.rows["row"].to_list()) == (4, [5, 6])


def test_the_header_is_not_sought_forever() -> None:
    titles = [[f"line {number}"] for number in range(HEADER_SEARCH_ROWS)]
    assert recognized([*titles[:-1], HEADER, ROW]).header_row == HEADER_SEARCH_ROWS
    assert recognized([*titles, HEADER, ROW]).header_row is None


def test_the_best_row_is_the_header_not_the_first() -> None:
    found = recognized([["Username", "License"], HEADER, ROW])
    assert found.header_row == 2


def test_an_instruction_sheet_before_the_data_is_passed_over() -> None:
    document = make_document(
        make_table(INSTRUCTIONS, "Instructions"), make_table([HEADER, ROW], "Licenses")
    )
    found = recognize(document, LICENSES)
    assert (found.table.name, found.header_row) == ("Licenses", 1)


def test_of_two_sheets_the_one_with_more_columns_is_meant() -> None:
    document = make_document(
        make_table([["Username", "State"], ["x", "y"]], "Old"), make_table([HEADER, ROW], "New")
    )
    assert recognize(document, LICENSES).table.name == "New"


def test_of_two_equal_sheets_the_first_is_meant() -> None:
    document = make_document(make_table([HEADER, ROW], "One"), make_table([HEADER, ROW], "Two"))
    assert recognize(document, LICENSES).table.name == "One"


def test_a_hidden_sheet_loses_against_one_that_is_shown() -> None:
    document = make_document(
        make_table([HEADER, ROW], "Hidden", hidden=True), make_table([HEADER, ROW], "Shown")
    )
    assert recognize(document, LICENSES).table.name == "Shown"


def test_a_hidden_sheet_is_used_if_it_alone_has_a_header() -> None:
    document = make_document(
        make_table([["nothing", "here"]], "Shown"), make_table([HEADER, ROW], "Hidden", hidden=True)
    )
    assert recognize(document, LICENSES).table.name == "Hidden"


def test_without_a_header_no_row_can_be_used() -> None:
    found = recognized([["apples", "pears"], ["1", "2"]])
    assert (found.header_row, found.rows.height) == (None, 0)
    assert [(p.code, p.severity) for p in found.problems] == [("header-not-found", "error")]
    assert "Username" in found.problems[0].remedy


def test_a_file_without_any_row_has_no_header() -> None:
    assert [p.code for p in recognized([]).problems] == ["header-not-found"]


def test_a_missing_username_column_is_named() -> None:
    found = recognized([["License ID", "License Number"], ["RN-TX", "1"]])
    problem = found.problems[0]
    assert (problem.code, problem.severity, problem.row) == ("column-missing", "error", 1)
    assert "There is no column Username" in problem.message


def test_the_same_column_twice_is_an_error_that_names_both() -> None:
    found = recognized([["Username", "Login", "License ID"], ["dora", "erik", "RN-TX"]])
    assert [(p.code, p.severity, p.message) for p in found.problems] == [
        ("column-twice", "error", "Several columns mean the same: Username, Login.")
    ]


@pytest.mark.parametrize(
    ("heading", "suggestion"),
    [("Expirationn Date", "Expiration Date"), ("Verifed By", "Verified By"), ("Zebra", None)],
)
def test_an_unknown_column_is_a_warning_with_a_suggestion(
    heading: str, suggestion: str | None
) -> None:
    found = recognized([[*HEADER, heading], [*ROW, "x"]])
    assert [(p.code, p.severity, p.column, p.suggestion) for p in found.problems] == [
        ("column-unknown", "warning", heading, suggestion)
    ]


def test_our_result_columns_are_ignored_and_remembered() -> None:
    found = recognized([[*HEADER, *RESULT_HEADINGS], [*ROW, "Error", "x", "y", "2", "GS-1"]])
    assert found.problems == ()
    assert set(found.result_columns) == set(RESULT_HEADINGS)
    assert set(found.columns) == {"username", "license_code", "number"}


@pytest.mark.parametrize(
    "below",
    [[], [[]], [["# fill in below"]], [["# one"], ["# two"]]],
    ids=["nothing", "a blank row", "a remark", "remarks"],
)
def test_a_header_with_nothing_below_is_said_to_be_one(below: list[list[str]]) -> None:
    found = recognized([HEADER, *below])
    assert [(p.code, p.severity, p.row) for p in found.problems] == [("no-rows", "error", 1)]


def test_remarks_below_the_header_are_left_out() -> None:
    found = recognized([HEADER, ["# nurses of North"], ROW, ["#"], ROW])
    assert found.rows["row"].to_list() == [3, 5]


def test_a_row_whose_first_cell_was_too_narrow_is_no_remark() -> None:
    found = recognized([["License Number", "Username", "License ID"], ["####", "dora", "RN-TX"]])
    assert found.rows.height == 1


def test_values_below_a_blank_heading_are_pointed_out() -> None:
    found = recognized([["Username", "", "License ID", None], ["dora", "?", "RN-TX", "?"]])
    assert found.columns == {"username": "c0", "license_code": "c2"}
    assert [(p.code, p.severity, p.column) for p in found.problems] == [
        ("heading-missing", "warning", "B"),
        ("heading-missing", "warning", "D"),
    ]


def test_a_blank_column_needs_no_heading() -> None:
    assert recognized([["Username", "", "License ID"], ["dora", "", "RN-TX"]]).problems == ()


def test_headings_that_stand_again_among_the_rows_are_passed_over() -> None:
    found = recognized([HEADER, ROW, HEADER, ["Username", "RN-TX", "1"], ROW])
    assert found.rows["row"].to_list() == [2, 4, 5]
    assert [(p.code, p.severity, p.row) for p in found.problems] == [("header-repeated", "note", 3)]


@pytest.mark.parametrize(
    ("heading", "first"),
    [
        ("Expiration Date (MM/DD/YYYY)", False),
        ("Expires dd.mm.yyyy", True),
        ("Exp. Date [DD-MM-YY]", True),
        ("Expiration Date", None),
    ],
)
def test_a_heading_may_say_how_dates_are_written(heading: str, first: bool | None) -> None:
    found = recognized([["Username", "License ID", heading], ["dora", "RN-TX", "1/2/2027"]])
    assert found.columns["expires_on"] == "c2"
    assert found.said_day_first.get("expires_on") == first


def test_a_line_above_the_headings_may_say_it_too() -> None:
    found = recognized([["# Issue Date: MM/DD/YYYY."], HEADER, ROW])
    assert found.said_day_first == {"": False}


def test_a_sheet_with_most_of_our_headings_has_dates_as_we_write_them() -> None:
    ours = [column.heading for column in LICENSES.columns if column.field != "action"]
    assert recognized([ours, ["dora"]]).said_day_first == {"": False}
    # Of last year's spreadsheet, which had a column less.
    assert recognized([ours[:-1], ["dora"]]).said_day_first == {"": False}
    assert recognized([[*ours[:-1], "Payroll"], ["dora"]]).said_day_first == {"": False}
    assert recognized([ours[: len(ours) // 2], ["dora"]]).said_day_first == {}
    assert recognized([[heading.upper() for heading in ours], ["dora"]]).said_day_first == {}


def test_of_several_sheets_that_fit_the_others_are_named() -> None:
    document = make_document(
        make_table([HEADER, ROW], "May"),
        make_table([HEADER, ROW], "June"),
        make_table([HEADER], "July"),
        make_table([HEADER, ROW], "Old", hidden=True),
    )
    found = recognize(document, LICENSES)
    assert (found.table.name, found.alike) == ("May", ("June",))
    assert [(p.code, p.severity) for p in found.problems] == [("sheets-alike", "warning")]
