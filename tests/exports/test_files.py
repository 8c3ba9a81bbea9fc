"""The files themselves: three formats, what they hold, who may have them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.utils import timezone

from goodstanding.exports.template import SHEETS
from goodstanding.licenses.queries import LicenseFilter
from goodstanding.licenses.type_actions import retire_license_type
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.refusals import NotAllowed, NotFound
from goodstanding.sheets.column import SheetKind
from goodstanding.sheets.recognize import recognize
from tests.cast import Organization, make_license
from tests.exports.make import column_of, read_again, rows_of
from tests.exports.whole import (
    WholeFile,
    available_file,
    learners_file,
    licenses_file,
    template_file,
)

EVERYBODY = LicenseFilter(learners="all")

EXPORTS: dict[str, Callable[[Actor, str], WholeFile]] = {
    "licenses": lambda actor, fmt: licenses_file(actor, EVERYBODY, fmt),
    "users": learners_file,
    "available-licenses": available_file,
}
SAMPLE_CELLS = {
    "licenses": "0012345",
    "users": "dora@example.org",
    "available-licenses": "RN-TX",
}


def as_written(cell: str | None) -> str | None:
    """A date that our reader has found in a workbook, as text has it."""
    return re.sub(r"^(\d{4})-(\d\d)-(\d\d)$", r"\2/\3/\1", cell) if cell else cell


@pytest.mark.parametrize("stem", EXPORTS)
def test_text_is_what_excel_opens_with_every_letter_right(
    organization: Organization, stem: str
) -> None:
    name, content_type, content = EXPORTS[stem](Actor(organization.alice, "web"), "txt")
    assert (name, content_type) == (f"{stem}.txt", "text/plain; charset=utf-8")
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    assert b"\t" in content


@pytest.mark.parametrize("stem", EXPORTS)
def test_xml_is_an_xml_spreadsheet_whose_cells_are_text(
    organization: Organization, stem: str
) -> None:
    name, content_type, content = EXPORTS[stem](Actor(organization.alice, "web"), "xml")
    assert (name, content_type) == (f"{stem}.xml", "application/xml")
    assert b'progid="Excel.Sheet"' in content
    assert b'ss:Type="String"' in content
    assert b'ss:Type="Number"' not in content


@pytest.mark.parametrize("stem", EXPORTS)
def test_xlsx_is_a_workbook_with_the_same_texts(organization: Organization, stem: str) -> None:
    name, content_type, content = EXPORTS[stem](Actor(organization.alice, "web"), "xlsx")
    assert name == f"{stem}.xlsx"
    assert content_type.endswith("spreadsheetml.sheet")
    with zipfile.ZipFile(BytesIO(content)) as book:
        assert book.testzip() is None
        parts = [book.read(entry).decode() for entry in book.namelist() if "xl/" in entry]
    assert any(f">{SAMPLE_CELLS[stem]}<" in part for part in parts)


@pytest.mark.parametrize("stem", EXPORTS)
def test_every_format_holds_the_same(organization: Organization, stem: str) -> None:
    alice = Actor(organization.alice, "web")
    text, xml, workbook = (rows_of(EXPORTS[stem](alice, fmt)) for fmt in ("txt", "xml", "xlsx"))
    assert text == xml
    assert [[as_written(cell) for cell in row] for row in workbook] == [list(row) for row in text]


@pytest.mark.parametrize("stem", EXPORTS)
def test_another_format_does_not_exist(organization: Organization, stem: str) -> None:
    with pytest.raises(NotFound):
        EXPORTS[stem](Actor(organization.alice, "web"), "pdf")


@pytest.mark.parametrize(
    ("stem", "name", "heading", "cells"),
    [
        ("licenses", "alice", "Username", ["dora", "dora", "erik"]),
        ("licenses", "bob", "Username", ["dora", "dora"]),
        ("licenses", "charlie", "Username", ["erik"]),
        ("licenses", "grace", "Username", ["dora", "dora", "erik"]),
        ("licenses", "dora", "Username", ["dora", "dora"]),
        ("users", "alice", "Username", ["alice", "bob", "charlie", "dora", "erik", "grace"]),
        ("users", "bob", "Username", ["dora"]),
        ("users", "charlie", "Username", ["erik"]),
        ("available-licenses", "bob", "License ID", ["BLS", "GENERAL", "RN-OH", "RN-TX"]),
    ],
)
def test_a_file_holds_what_its_actor_may_see(
    organization: Organization, stem: str, name: str, heading: str, cells: list[str]
) -> None:
    actor = Actor(getattr(organization, name), "web")
    assert column_of(EXPORTS[stem](actor, "txt"), heading) == cells


@pytest.mark.parametrize("stem", ["users", "available-licenses"])
def test_learners_get_no_lists(organization: Organization, stem: str) -> None:
    with pytest.raises(NotAllowed):
        EXPORTS[stem](Actor(organization.dora, "web"), "txt")


def test_inactive_users_get_nothing(organization: Organization) -> None:
    User.objects.filter(pk=organization.bob.pk).update(is_active=False)
    bob = Actor(User.objects.get(pk=organization.bob.pk), "web")
    for export in EXPORTS.values():
        with pytest.raises(NotAllowed):
            export(bob, "txt")


def test_retired_licenses_are_not_available(organization: Organization) -> None:
    alice = Actor(organization.alice, "web")
    retire_license_type(license_type_id=organization.rn_texas.pk, retired=True, actor=alice)
    codes = column_of(available_file(alice, "txt"), "License ID")
    assert codes == ["BLS", "GENERAL", "RN-OH"]
    # What people hold of it is exported all the same.
    assert "RN-TX" in column_of(licenses_file(alice, EVERYBODY, "txt"), "License ID")


def test_values_are_written_as_people_write_them(organization: Organization) -> None:
    alice = Actor(organization.alice, "web")
    make_license(organization.erik, organization.bls, alice, number="7", hours_required=Decimal(20))
    rows = rows_of(licenses_file(alice, EVERYBODY, "txt"))
    row = dict(zip(rows[0], rows[-2], strict=True))
    assert row == {
        "Action": None, "Username": "erik", "Last Name": "Sandoval", "First Name": "Erik",
        "License ID": "BLS", "Professional Role": "All Staff", "State": None,
        "License/Certification": "Basic Life Support", "License Number": "7",
        "Issue Date": "01/15/2025", "Expiration Date": "01/31/2035", "Does Not Expire": "No",
        "Status": "Active", "Multistate": "No", "Total Hours Required": "20",
        "Verified Date": None, "Verified By": None, "Verification Method": None, "Notes": None,
    }  # fmt: skip


def test_the_filter_of_the_page_narrows_the_file(organization: Organization) -> None:
    alice = Actor(organization.alice, "web")
    soon = timezone.localdate() + timedelta(days=10)
    make_license(organization.erik, organization.bls, alice, number="7", expires_on=soon)
    file = licenses_file(alice, LicenseFilter(expiring_within=30), "txt")
    assert column_of(file, "License Number") == ["7"]


@pytest.mark.parametrize("fmt", ["txt", "xml", "xlsx"])
@pytest.mark.parametrize("kind", SHEETS, ids=lambda kind: kind.name)
def test_the_template_is_read_back_as_a_header_without_rows(kind: SheetKind, fmt: str) -> None:
    found = recognize(read_again(template_file(kind.name, fmt)), kind)
    assert list(found.columns) == [column.field for column in kind.columns]
    assert found.rows.is_empty()
    assert [problem.code for problem in found.problems] == ["no-rows"]


@pytest.mark.parametrize("fmt", ["txt", "xml", "xlsx"])
@pytest.mark.parametrize("kind", SHEETS, ids=lambda kind: kind.name)
def test_the_template_explains_its_columns(kind: SheetKind, fmt: str) -> None:
    words = " ".join(
        cell
        for table in read_again(template_file(kind.name, fmt)).tables
        for row in table.frame.drop("row").rows()
        for cell in row
        if cell
    )
    assert "The word CLEAR empties it" in words
    for column in kind.columns:
        assert column.help in words


def test_there_is_no_template_of_another_kind() -> None:
    with pytest.raises(NotFound):
        template_file("horses", "txt")
