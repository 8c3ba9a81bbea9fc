"""Excel workbooks: every cell is text, and the file says so itself."""

import re
import zipfile
from io import BytesIO

import polars as pl
import pytest

from goodstanding.formats.styled_workbook.sheet import column_widths
from goodstanding.formats.write import EXCEL, write_file

ROWS = pl.DataFrame(
    {"a": ["Number", "007", "=1+1", None], "b": ["Link", "http://example.org", "a<b", "12"]}
)


def parts(sheets: list[tuple[str, pl.DataFrame]]) -> dict[str, str]:
    out = BytesIO()
    write_file(out, sheets, EXCEL)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_strings_stay_strings() -> None:
    book = parts([("Licenses", ROWS)])
    sheet = book["xl/worksheets/sheet1.xml"]
    assert re.findall(r"<t[^>]*>([^<]*)</t>", sheet) == [
        "Number",
        "Link",
        "007",
        "http://example.org",
        "=1+1",
        "a&lt;b",
        "12",
    ]
    assert sheet.count('t="inlineStr"') == 7
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet


def test_headings_are_frozen_and_filtered() -> None:
    sheet = parts([("Licenses", ROWS)])["xl/worksheets/sheet1.xml"]
    assert 'ySplit="1"' in sheet
    assert '<autoFilter ref="A1:B4"/>' in sheet


def test_sheet_names_are_made_fit() -> None:
    book = parts([("What/How?", ROWS), ("x" * 40, ROWS), ("", ROWS)])
    assert re.findall(r'<sheet name="([^"]*)"', book["xl/workbook.xml"]) == [
        "What How",
        "x" * 31,
        "Sheet3",
    ]


def test_a_value_that_excel_cannot_hold_is_not_dropped() -> None:
    with pytest.raises(ValueError, match="cell 1 of row 2"):
        write_file(BytesIO(), pl.DataFrame({"a": ["h", "x" * 40_000]}), EXCEL)


def test_column_widths_follow_the_content() -> None:
    assert column_widths(pl.DataFrame({"a": ["x"], "b": ["x" * 20], "c": ["x" * 99]})) == [
        8,
        22,
        60,
    ]
    assert column_widths(pl.DataFrame({"a": [None]}, schema={"a": pl.String})) == [8]
