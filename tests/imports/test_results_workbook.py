"""The results as a workbook: bad cells by color, sign, words and note; read again all the same."""

from __future__ import annotations

from io import BytesIO

import polars as pl
import pytest

from goodstanding.formats.problem import Problem, problems_frame
from goodstanding.imports import actions
from goodstanding.imports.answering import answer
from goodstanding.imports.models import Import
from goodstanding.imports.results_cells import MOST_NOTES, bad_cells, column_names, notes_of
from goodstanding.imports.storage import load_frame
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.refusals import Conflict
from goodstanding.sheets.answers import Answers
from tests.cast import Organization
from tests.exports.whole import results_file
from tests.formats.opened import OpenedSheet, opened

RED, YELLOW = "FFF8C9C4", "FFFCE9B2"
HEADER = "Action\tUsername\tLicense ID\tLicense Number\tIssue Date\tExpiration Date\tNotes\n"
ROWS = (
    "Our nurses\n\n"
    + HEADER
    + "\tdora\tRN-TX\t0012345\t\t01/31/2037\t\n"
    + "\tdor\tRN-OH\t00-77\t01/15/2026\t31/31/2028\t=new\n"
    + "delete\tdora\tBLS\t\t\t\t\n"
    + "\terik\tRN-OH\trn 445566\t\tnever mind\t\n"
    + "\terik\tRN-OH\trn 445566\t\t\t\n"
    + "\tdora\tRN-OH\t0099\t1/5/25\t1/31/2026\t\n"
)


def checked(user: User, content: bytes, name: str = "nurses.txt") -> Import:
    actor = Actor(user, "web")
    import_ = actions.upload(BytesIO(content), file_name=name, kind="licenses", actor=actor)
    actions.check(import_, actor=actor)
    return import_


def workbook_of(import_: Import) -> list[OpenedSheet]:
    name, _, content = results_file(import_, "xlsx")
    assert name == "nurses-results.xlsx"
    return opened(content)


def by_row(sheet: OpenedSheet, heading: str, header: int = 2) -> dict[int, str]:
    """What stands below a heading, by row."""
    cells = sheet.cells
    letter = next(
        name.rstrip("0123456789")
        for name, cell in cells.items()
        if cell.value == heading and name.endswith(str(header))
    )
    return {
        row: cells[f"{letter}{row}"].value
        for row in range(header + 1, header + 9)
        if f"{letter}{row}" in cells
    }


def test_every_result_has_its_sign(organization: Organization) -> None:
    sheet = workbook_of(checked(organization.alice, ROWS.encode()))[0]
    results = by_row(sheet, "Result")
    assert {row: text for row, text in results.items() if not text.startswith("⚠")} == {
        3: "✎ Will be changed",
        4: "✖ Error",
        5: "⊖ Will be deleted",
        6: "✖ Error",
        7: "✖ Error",
    }
    assert results[8].startswith("⚠ Will be added, please look")
    assert by_row(sheet, "Row") == {3: "4", 4: "5", 5: "6", 6: "7", 7: "8", 8: "9"}
    assert (sheet.frozen, sheet.filtered) == ("2", "A2:L8")


def test_bad_cells_have_a_color_and_a_note(organization: Organization) -> None:
    sheet = workbook_of(checked(organization.alice, ROWS.encode()))[0]
    red = {name for name, cell in sheet.cells.items() if cell.fill == RED}
    assert {"B4", "F4", "F6", "H4", "H6", "H7"} <= red
    assert sheet.cells["B3"].fill == sheet.cells["D4"].fill == ""
    assert sheet.cells["H8"].fill == YELLOW
    assert sheet.notes["B4"] == (
        "Error: dor is not the username of one of your learners. Correct the username as it "
        "stands in the Users tab. Did you mean dora?"
    )
    assert sheet.notes["F4"].startswith("Error: 31/31/2028 is not a date")
    colored = {
        name for name, cell in sheet.cells.items()
        if cell.fill in {RED, YELLOW} and not name.startswith("H")
    }  # fmt: skip
    assert set(sheet.notes) == colored


def test_what_was_understood_as_a_date_is_one_and_the_rest_stays(
    organization: Organization,
) -> None:
    cells = workbook_of(checked(organization.alice, ROWS.encode()))[0].cells
    assert (cells["F3"].value, cells["F3"].is_text) == ("50071", False)
    assert (cells["E8"].value, cells["E8"].is_text) == ("45662", False)
    assert [cells[name].value for name in ("F4", "F6")] == ["31/31/2028", "never mind"]
    assert {cells[name].number_format for name in ("F3", "F4", "E8")} == {"mm/dd/yyyy"}
    assert (cells["D8"].value, cells["D8"].is_text, cells["D8"].number_format) == (
        "0099",
        True,
        "@",
    )
    assert (cells["G4"].value, cells["G4"].is_text) == ("=new", True)


def test_days_that_come_first_stay_first(organization: Organization) -> None:
    text = HEADER + "\tdora\tRN-TX\t0012345\t\t31/01/2037\t\n\terik\tRN-OH\t9\t05/01/2026\t\t\n"
    cells = workbook_of(checked(organization.alice, text.encode()))[0].cells
    assert cells["F2"].number_format == "dd/mm/yyyy"
    assert cells["F2"].value == "50071"


def test_the_summary(organization: Organization) -> None:
    import_ = checked(organization.alice, ROWS.encode())
    sheet = workbook_of(import_)[1]
    assert (sheet.name, sheet.state) == ("Summary", "visible")
    said = {
        sheet.cells[f"A{row}"].value: (
            sheet.cells[f"B{row}"].value if f"B{row}" in sheet.cells else ""
        )
        for row in range(1, 60)
        if f"A{row}" in sheet.cells
    }
    assert next(iter(said)) == "Results of nurses.txt"
    assert said["Import ref. of this file"] == import_.reference
    assert said["Uploaded by"] == "Alice Moreau (alice)"
    assert (said["✖ Error"], said["✎ Will be changed"]) == ("3", "1")
    assert said["Rows that were read"] == "6"
    assert said["dor is not the username of one of your learners."] == "✖ Error"
    words = {cell.value for cell in sheet.cells.values()}
    assert set(load_frame(import_, "problems")["remedy"]) <= words


def test_the_results_read_again_are_the_same_plan(organization: Organization) -> None:
    first = checked(organization.alice, ROWS.replace("Our nurses\n\n", "").encode())
    _, _, content = results_file(first, "xlsx")
    again = checked(organization.alice, content, "nurses-results.xlsx")
    assert again.plan_digest == first.plan_digest
    assert again.counts == first.counts
    third = checked(organization.alice, results_file(again, "xlsx")[2], "again.xlsx")
    assert third.plan_digest == first.plan_digest


def test_after_the_import_the_words_say_what_was_done(organization: Organization) -> None:
    import_ = checked(organization.alice, ROWS.encode())
    actor = Actor(organization.alice, "web")
    done = actions.apply(
        import_.pk, plan_digest=import_.plan_digest, only_good_rows=True, actor=actor
    )
    results = by_row(workbook_of(done)[0], "Result")
    assert (results[3], results[4]) == ("✎ Changed", "✖ Left out")


def test_a_file_without_headings_gets_them(organization: Organization) -> None:
    answers = {"c0": "username", "c1": "license_code", "c2": "number"}
    import_ = checked(organization.alice, b"dora\tRN-TX\t0012345\nerik\tRN-OH\tRN.445566\n")
    answer(
        import_.pk, Answers(header_row=0, columns=answers), actor=Actor(organization.alice, "web")
    )
    actions.check(import_, actor=Actor(organization.alice, "web"))
    _, _, content = results_file(import_, "txt")
    lines = content.decode().splitlines()
    assert lines[0].startswith("Username\tLicense ID\tLicense Number\tResult\t")
    assert lines[1].startswith("dora\tRN-TX\t0012345\tAlready the same\t")
    again = checked(organization.alice, content)
    assert (again.counts["read"], again.counts["same"]) == (2, 2)


def test_notes_are_bounded_and_errors_come_first() -> None:
    count = MOST_NOTES + 10
    problems = problems_frame(
        Problem("x", "error" if row > count // 2 else "warning", "Bad.", "Mend it.", row, "Notes")
        for row in range(2, count + 2)
    )
    rows = pl.DataFrame({"row": list(range(1, count + 2)), "c0": ["Notes"] * (count + 1)})
    names = column_names({"notes": "c0"}, {"notes": "Notes"}, {"c0": "Notes"})
    bad = bad_cells(problems, rows, names)
    notes = notes_of(bad, ["c0"])
    assert (bad.height, len(notes)) == (count, MOST_NOTES)
    assert notes[0].text == "Error: Bad. Mend it."


LETTERS = [
    ("Notes", "c1"), ("Remarks", "c2"), ("B", "c1"), ("C", "c2"), ("Nowhere", None),
]  # fmt: skip


@pytest.mark.parametrize(("said", "name"), LETTERS)
def test_a_column_by_what_a_problem_calls_it(said: str, name: str | None) -> None:
    header = {"c0": "Username", "c1": "Notes", "c2": "Remarks"}
    assert column_names({"notes": "c1"}, {"notes": "Notes"}, header).get(said) == name


def test_a_cell_of_a_whole_page_is_no_trouble(organization: Organization) -> None:
    page = "\tdora\tRN-TX\t" + "9" * 32_000 + "\t\t\t" + "x" * 32_000 + "\n"
    import_ = checked(organization.alice, (HEADER + page).encode())
    sheet = workbook_of(import_)[0]
    assert max(len(cell.value) for cell in sheet.cells.values()) == 32_000


def test_a_cell_that_excel_cannot_hold_is_said_to_be_one(organization: Organization) -> None:
    page = "\tdora\tRN-TX\t1\t\t\t" + "😀" * 20_000 + "\n"
    import_ = checked(organization.alice, (HEADER + page).encode())
    with pytest.raises(Conflict) as caught:
        results_file(import_, "xlsx")
    assert caught.value.code == "cell-does-not-fit"
    assert "😀" in results_file(import_, "txt")[2].decode("utf-8-sig")
