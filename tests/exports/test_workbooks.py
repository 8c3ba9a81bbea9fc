"""Templates and exports as workbooks: hardly to be filled in wrongly, and read as what they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from goodstanding.cli.main import main
from goodstanding.exports.lists import LONGEST
from goodstanding.exports.template import SHEETS
from goodstanding.formats.place import column_letters
from goodstanding.licenses.queries import LicenseFilter
from goodstanding.licenses.type_actions import retire_license_type
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.refusals import NotAllowed
from goodstanding.sheets.column import SheetKind
from goodstanding.sheets.recognize import recognize
from tests.cast import Organization
from tests.exports.make import read_again
from tests.exports.whole import (
    WholeFile,
    available_file,
    learners_file,
    licenses_file,
    template_file,
)
from tests.formats.opened import OpenedSheet, opened, sheet_named

TABS = {"licenses": "Licenses", "learners": "Users", "license-types": "Available licenses"}


def filled(organization: Organization, kind: str) -> bytes:
    actor = Actor(organization.alice, "web")
    return template_file(kind, "xlsx", actor=actor, filled=True)[2]


def exported(organization: Organization, kind: str) -> bytes:
    actor = Actor(organization.alice, "web")
    files: dict[str, Callable[[], WholeFile]] = {
        "licenses": lambda: licenses_file(actor, LicenseFilter(), "xlsx"),
        "learners": lambda: learners_file(actor, "xlsx"),
        "license-types": lambda: available_file(actor, "xlsx"),
    }
    return files[kind]()[2]


def check_of(sheet: OpenedSheet, kind: SheetKind, field: str) -> dict[str, str]:
    """The check of the field's column."""
    place = [column.field for column in kind.columns].index(field)
    return sheet.checks[f"{column_letters(place)}2"]


def listed(content: bytes, kind: SheetKind, field: str) -> list[str] | None:
    """What the drop-down of a column offers; None where there is none."""
    check = check_of(sheet_named(content, TABS[kind.name]), kind, field)
    if check["type"] != "list":
        return None
    sheet, _, cells = check["formula1"].partition("!")
    (letter, first), (_, last) = (end.split("$")[1:] for end in cells.split(":"))
    found = sheet_named(content, sheet).cells
    return [found[f"{letter}{row}"].value for row in range(int(first), int(last) + 1)]


LISTS = [
    ("licenses", "alice", "username", ["alice", "bob", "charlie", "dora", "erik", "grace"]),
    ("licenses", "bob", "username", ["dora"]),
    ("licenses", "charlie", "username", ["erik"]),
    ("licenses", "grace", "username", None),
    ("licenses", None, "username", None),
    ("licenses", "bob", "license_code", ["BLS", "GENERAL", "RN-OH", "RN-TX"]),
    ("licenses", None, "license_code", None),
    ("licenses", "bob", "professional_role", ["All Staff", "General Staff", "Nursing"]),
    ("licenses", "bob", "license_name",
     ["Basic Life Support", "General Staff / Other", "Registered Nurse"]),
    ("licenses", None, "action", ["Add", "Update", "Delete"]),
    ("licenses", None, "multistate", ["Yes", "No"]),
    ("learners", None, "role", ["Administrator", "Supervisor", "Learner", "Auditor"]),
    ("learners", "alice", "unit",
     ["Riverbend Care", "Riverbend Care / North", "Riverbend Care / North / Harbor Clinic",
      "Riverbend Care / South"]),
    ("learners", "alice", "username", None),
    ("license-types", "alice", "expires", ["Yes", "No"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "field", "values"), LISTS)
def test_what_a_drop_down_offers(
    organization: Organization, kind: str, name: str | None, field: str, values: list[str] | None
) -> None:
    actor = Actor(getattr(organization, name), "web") if name else None
    sheet = next(each for each in SHEETS if each.name == kind)
    assert listed(template_file(kind, "xlsx", actor=actor)[2], sheet, field) == values


def test_retired_licenses_and_people_who_left_are_not_offered(organization: Organization) -> None:
    alice = Actor(organization.alice, "web")
    retire_license_type(license_type_id=organization.bls.pk, retired=True, actor=alice)
    User.objects.filter(username="erik").update(is_active=False)
    content = template_file("licenses", "xlsx", actor=alice)[2]
    assert "BLS" not in (listed(content, SHEETS[0], "license_code") or ["BLS"])
    assert "erik" not in (listed(content, SHEETS[0], "username") or ["erik"])


def test_a_list_in_which_nobody_finds_anything_is_left_out(organization: Organization) -> None:
    User.objects.bulk_create(User(username=f"u{n}") for n in range(LONGEST))
    content = template_file("licenses", "xlsx", actor=Actor(organization.alice, "web"))[2]
    assert listed(content, SHEETS[0], "username") is None
    assert listed(content, SHEETS[0], "license_code") is not None


@pytest.mark.parametrize("kind", SHEETS, ids=lambda kind: kind.name)
def test_the_sheet_to_fill_in(organization: Organization, kind: SheetKind) -> None:
    actor = Actor(organization.alice, "web")
    content = template_file(kind.name, "xlsx", actor=actor)[2]
    assert [(sheet.name, sheet.state) for sheet in opened(content)] == [
        ("Instructions", "visible"),
        (TABS[kind.name], "visible"),
        ("Lists", "hidden"),
    ]
    sheet = opened(content)[1]
    # "Text (Tab delimited)" saves the sheet that is shown.
    assert 'tabSelected="1"' in sheet.xml
    assert sheet.frozen == "1"
    for place, column in enumerate(kind.columns):
        letter = column_letters(place)
        cell, check = sheet.cells[f"{letter}1"], sheet.checks[f"{letter}2"]
        wanted = {"date": "mm/dd/yyyy", "number": "General"}.get(column.kind, "@")
        assert (cell.value, sheet.formats[place]) == (column.heading, wanted)
        assert (cell.fill == "FFF3D9A4") == column.required
        assert ("Required." in sheet.notes.get(f"{letter}1", "")) == column.required
        assert column.help in sheet.notes.get(f"{letter}1", "")
        assert check["sqref"] == f"{letter}2:{letter}5001"
        assert check.get("prompt", "") == column.help
        # A cell that may say CLEAR, or a word such as never, must be asked about only.
        stop = check.get("errorStyle") != "warning" and check["type"] in {"list", "date", "decimal"}
        assert not (stop and (column.clearable or column.words))


@pytest.mark.parametrize("kind", SHEETS, ids=lambda kind: kind.name)
def test_an_export_is_the_filled_template(organization: Organization, kind: SheetKind) -> None:
    one, other = (
        [(s.name, s.state, s.cells, s.notes, s.checks, s.formats) for s in opened(content)]
        for content in (filled(organization, kind.name), exported(organization, kind.name))
    )
    assert one == other
    assert len(one[1][2]) > 2 * len(kind.columns)


@pytest.mark.parametrize("kind", SHEETS, ids=lambda kind: kind.name)
def test_lists_and_instructions_are_not_taken_for_the_sheet(
    organization: Organization, kind: SheetKind
) -> None:
    actor = Actor(organization.alice, "web")
    for file in (
        template_file(kind.name, "xlsx", actor=actor),
        template_file(kind.name, "xlsx", actor=actor, filled=True),
    ):
        found = recognize(read_again(file), kind)
        assert found.table.name == TABS[kind.name]
        assert {problem.code for problem in found.problems} <= {"no-rows"}
        # Nor if the other sheet has next to no columns left.
        document = read_again(file)
        alone = [t for t in document.tables if t.name != TABS[kind.name]]
        for table in alone:
            others = recognize(type(document)(document.read_as, (table,)), kind)
            assert [problem.code for problem in others.problems] == ["header-not-found"]


def test_cells_are_what_they_hold(organization: Organization) -> None:
    sheet = opened(filled(organization, "licenses"))[1]
    row = {sheet.cells[f"{letter}1"].value: sheet.cells.get(f"{letter}3")
           for letter in "ABCDEFGHIJKLMNOPQRS"}  # fmt: skip
    number, day = row["License Number"], row["Issue Date"]
    assert number is not None
    assert (number.value, number.is_text, number.number_format) == ("0012345", True, "@")
    assert day is not None
    assert (day.value, day.is_text, day.number_format) == ("45672", False, "mm/dd/yyyy")


REFUSED = [
    ("licenses", "grace"), ("licenses", "bob"), ("licenses", "dora"),
    ("learners", "bob"), ("license-types", "bob"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name"), REFUSED)
def test_who_may_not_import_gets_no_records_to_change(
    organization: Organization, kind: str, name: str
) -> None:
    with pytest.raises(NotAllowed):
        template_file(kind, "txt", actor=Actor(getattr(organization, name), "web"), filled=True)


def test_a_supervisor_gets_his_own_learners_only(organization: Organization) -> None:
    User.objects.filter(pk=organization.bob.pk).update(may_import=True)
    bob = Actor(User.objects.get(pk=organization.bob.pk), "web")
    content = template_file("licenses", "xlsx", actor=bob, filled=True)[2]
    texts = {cell.value for sheet in opened(content) for cell in sheet.cells.values()}
    assert "RN.445566" not in texts
    assert "erik" not in texts
    assert "0012345" in texts


def test_records_to_fill_in_are_somebodys() -> None:
    with pytest.raises(ValueError, match="nobody is named"):
        template_file("licenses", "txt", filled=True)


def test_the_command_line_fills_in_what_is_on_record(
    organization: Organization, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "current.txt"
    assert main(["template", "-o", str(out), "--filled", "--as", "alice"]) == 0
    assert main(["template", "-o", str(tmp_path / "x.txt"), "--filled", "--as", "bob"]) == 5
    assert "Your role does not let you import licenses" in capsys.readouterr().err
    assert "RN.445566" in out.read_text("utf-8-sig")


def test_the_page_fills_in_what_is_on_record(
    organization: Organization, client_of: Callable[[User], Client]
) -> None:
    address = reverse("template", kwargs={"kind": "licenses", "fmt": "txt"})
    alice = client_of(organization.alice)
    assert b"RN.445566" in alice.get(f"{address}?filled=1").getvalue()
    assert b"RN.445566" not in alice.get(address).getvalue()
