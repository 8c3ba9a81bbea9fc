"""Errors in cells, as the reader of the file names them: where they count, and where not."""

from __future__ import annotations

from datetime import date

import pytest

from goodstanding.formats.read import read_bytes_here
from goodstanding.sheets.licenses import LICENSES
from goodstanding.sheets.normalize import normalize
from goodstanding.sheets.recognize import recognize

BOOK = """<?xml version="1.0"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"
 xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet ss:Name="Sheet1"><Table>
<Row>{title}</Row>
<Row><Cell><Data ss:Type="String">Username</Data></Cell>
<Cell><Data ss:Type="String">Expiration Date</Data></Cell>
<Cell><Data ss:Type="String">Shoe size</Data></Cell></Row>
<Row><Cell><Data ss:Type="String">dora</Data></Cell>{date}{other}</Row>
</Table></Worksheet></Workbook>"""
FINE = '<Cell><Data ss:Type="String">01/31/2027</Data></Cell>'
ERROR = '<Cell><Data ss:Type="Error">#N/A</Data></Cell>'


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("title", ("note", 1, "A")),
        ("date", ("error", 3, "Expiration Date")),
        ("other", ("note", 3, "C")),
    ],
)
def test_an_error_counts_once_and_only_where_a_value_is_wanted(
    place: str, expected: tuple[str, int, str]
) -> None:
    cells = {"title": FINE, "date": FINE, "other": FINE, place: ERROR}
    document = read_bytes_here(BOOK.format(**cells).encode())
    entries = normalize(recognize(document, LICENSES), today=date(2026, 11, 22))
    found = entries.problems.filter(entries.problems["code"] != "column-unknown")
    assert found.select("severity", "row", "column").rows() == [expected]
