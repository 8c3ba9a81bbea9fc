"""When a file was last saved, as it says itself."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from goodstanding.formats.limits import DEFAULT_LIMITS
from goodstanding.formats.package.last_saved import when_saved
from goodstanding.formats.read import read_file
from goodstanding.formats.xml2003.format import read as read_xml

SAID = datetime(2026, 4, 28, 9, 30, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-04-28T09:30:00Z", SAID),
        ("2026-04-28T11:30:00.250+02:00", SAID),
        (" 2026-04-28T09:30:00 ", SAID),
        (None, None),
        ("", None),
        ("yesterday", None),
        ("1899-12-31T00:00:00Z", None),
        ("2999-01-01T00:00:00Z", None),
    ],
)
def test_only_a_moment_that_can_be_meant_is_taken(
    text: str | None, moment: datetime | None
) -> None:
    assert when_saved(text) == moment


def workbook(core: bytes | None) -> bytes:
    """A small workbook of Excel's kind, with those properties or none."""
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet().write_row(0, 0, ["Username", "License ID"])
    changed = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            if name != "docProps/core.xml":
                new.writestr(name, old.read(name))
        if core is not None:
            new.writestr("docProps/core.xml", core)
    return changed.getvalue()


CORE = (
    b'<cp:coreProperties xmlns:cp="c" xmlns:dcterms="d">'
    b"<dcterms:modified>2026-04-28T09:30:00Z</dcterms:modified></cp:coreProperties>"
)


@pytest.mark.parametrize(
    ("core", "moment"), [(CORE, SAID), (None, None), (b"<broken", None), (b"<empty/>", None)]
)
def test_a_workbook_tells_through_the_reading_process(
    core: bytes | None, moment: datetime | None, tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbook(core))
    assert read_file(path).saved_at == moment


def test_an_xml_spreadsheet_tells() -> None:
    ss = "urn:schemas-microsoft-com:office:spreadsheet"
    office = "urn:schemas-microsoft-com:office:office"
    data = (
        f'<Workbook xmlns="{ss}" xmlns:ss="{ss}"><DocumentProperties xmlns="{office}">'
        "<LastSaved>2026-04-28T09:30:00Z</LastSaved></DocumentProperties>"
        '<Worksheet ss:Name="A"><Table><Row><Cell><Data ss:Type="String">x</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )
    assert read_xml(data.encode(), DEFAULT_LIMITS).saved_at == SAID
