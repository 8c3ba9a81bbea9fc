"""Excel workbooks: what a person sees in a cell is what is read, and doubts are named."""

import re
from io import BytesIO

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings

from goodstanding.formats.limits import Limits
from goodstanding.formats.read import read_bytes_here
from goodstanding.formats.table import ReadAs
from goodstanding.formats.unreadable import Unreadable
from tests.formats.books import MAIN, book, one_cell, parts, sheet, texts, zipped
from tests.formats.reading import Rows, codes_of, problems_of, read_rows
from tests.formats.test_write import frames, same_rows, written

A1 = '<c r="A1"'
RICH = (
    "<r><rPr><b/></rPr><t>RN</t></r><r><t xml:space='preserve'> of TX</t></r>"
    "<rPh sb='0' eb='1'><t>reading</t></rPh>"
)

VALUES = [
    ("whole number", f"{A1}><v>123</v></c>", "123"),
    ("whole number stored long", f"{A1}><v>123.0</v></c>", "123"),
    ("decimals", f"{A1}><v>13.37</v></c>", "13.37"),
    ("decimals as shown", f"{A1}><v>0.30000000000000004</v></c>", "0.3"),
    ("small", f"{A1}><v>1.0000000000000001E-5</v></c>", "0.00001"),
    ("exponent", f"{A1}><v>1.23456789012E11</v></c>", "123456789012"),
    ("fifteen digits", f"{A1}><v>123456789012345</v></c>", "123456789012345"),
    ("below zero", f"{A1}><v>-7</v></c>", "-7"),
    ("truth", f'{A1} t="b"><v>1</v></c>', "TRUE"),
    ("untruth", f'{A1} t="b"><v>0</v></c>', "FALSE"),
    ("zeros come back", f'{A1} s="2"><v>123</v></c>', "00123"),
    ("zeros, long enough", f'{A1} s="2"><v>1234567</v></c>', "1234567"),
    ("zeros, not whole", f'{A1} s="2"><v>1.5</v></c>', "1.5"),
    ("date", f'{A1} s="1"><v>45351</v></c>', "2024-02-29"),
    ("built-in date", f'{A1} s="7"><v>45351</v></c>', "2024-02-29"),
    ("first day", f'{A1} s="1"><v>1</v></c>', "1900-01-01"),
    ("day before the day that never was", f'{A1} s="1"><v>59</v></c>', "1900-02-28"),
    ("the day that never was", f'{A1} s="1"><v>60</v></c>', "60"),
    ("day after it", f'{A1} s="1"><v>61</v></c>', "1900-03-01"),
    ("date and time", f'{A1} s="4"><v>45351.5</v></c>', "2024-02-29T12:00:00"),
    ("date, midnight", f'{A1} s="4"><v>45351</v></c>', "2024-02-29"),
    ("time", f'{A1} s="3"><v>4.1666666666666664E-2</v></c>', "01:00:00"),
    ("a word in a format is no date", f'{A1} s="5"><v>45351</v></c>', "45351"),
    ("ISO date", f'{A1} t="d"><v>2024-02-29</v></c>', "2024-02-29"),
    ("ISO date, midnight", f'{A1} t="d"><v>2024-02-29T00:00:00Z</v></c>', "2024-02-29"),
    ("inline", f'{A1} t="inlineStr"><is><t>00123</t></is></c>', "00123"),
    ("inline, rich", f'{A1} t="inlineStr"><is>{RICH}</is></c>', "RN of TX"),
    ("inline, CDATA", f'{A1} t="inlineStr"><is><t><![CDATA[a<b]]></t></is></c>', "a<b"),
    ("formula's number", f"{A1}><f>1+1</f><v>2</v></c>", "2"),
    ("formula's text", f'{A1} t="str"><f>A2&amp;"x"</f><v>a&amp;b</v></c>', "a&b"),
    ("formula's empty text", f'{A1} t="str"><f>""</f><v></v></c>', None),
    ("shared formula", f'{A1}><f t="shared" si="0"/><v>7</v></c>', "7"),
    ("a formula with >", f"{A1}><f>IF(B1>2,1,0)</f><v>1</v></c>", "1"),
    ("attributes in another order", '<c s="2" r="A1"><v>123</v></c>', "00123"),
    ("single quotes", "<c r='A1' s='2'><v>123</v></c>", "00123"),
    ("without a place", "<c><v>5</v></c>", "5"),
    ("spelled character", f'{A1} t="inlineStr"><is><t>a_x0041_b</t></is></c>', "aAb"),
    ("spelled spelling", f'{A1} t="inlineStr"><is><t>_x005F_x0041_</t></is></c>', "_x0041_"),
    ("half a pair stays", f'{A1} t="inlineStr"><is><t>_xD83D_</t></is></c>', "_xD83D_"),
    ("numbered references", f'{A1} t="inlineStr"><is><t>a&#10;b&#x41;</t></is></c>', "a\nbA"),
    ("empty", f'{A1} s="1"/>', None),
    ("white space not kept", f'{A1} t="inlineStr"><is><t> a </t></is></c>', "a"),
    (
        "white space kept",
        f'{A1} t="inlineStr"><is><t xml:space="preserve"> a </t></is></c>',
        " a ",
    ),
    ("more attributes", '<c r="A1" s="2" cm="1"><v>123</v></c>', "00123"),
]


@pytest.mark.parametrize(("cell", "value"), [c[1:] for c in VALUES], ids=[c[0] for c in VALUES])
def test_values(cell: str, value: str | None) -> None:
    document = read_bytes_here(one_cell(cell))
    assert document.tables[0].frame.rows() == [(1, value, "last")]
    assert codes_of(document) == []


SHARED = [
    ("plain", ("a &amp; b", "00123"), ["a & b", "00123"]),
    ("rich", ("x", RICH.join(("<!-- -->", ""))), ["x", "RN of TX"]),
    ("phonetic", ("x", "<t>東京</t><rPh sb='0' eb='2'><t>トウキョウ</t></rPh>"), ["x", "東京"]),
    ("empty ones count", ("<t/>", "b"), [None, "b"]),
    ("line ends", ("a_x000D_\nb", "c\r\nd"), ["a\r\nb", "c\nd"]),
]


@pytest.mark.parametrize(("items", "expected"), [c[1:] for c in SHARED], ids=[c[0] for c in SHARED])
def test_shared_texts(items: tuple[str, ...], expected: list[str | None]) -> None:
    row = "".join(
        f'<c r="{letter}1" t="s"><v>{n}</v></c>' for letter, n in (("A", 0), ("B", 1), ("C", 1))
    )
    data = book(sheet(f'<row r="1">{row}</row>'), shared=texts(*items))
    assert read_rows(data) == [(1, *expected, expected[1])]


@pytest.mark.parametrize("said", ["1", "true"])
def test_the_calendar_of_1904(said: str) -> None:
    data = one_cell(f'{A1} s="1"><v>43889</v></c>', properties=f'<workbookPr date1904="{said}"/>')
    assert read_rows(data) == [(1, "2024-02-29", "last")]


STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
ROW5 = '<row r="5" ht="15"><c r="B5"><v>1</v></c><c r="D5"><v>2</v></c></row>'
DIALECTS = [
    ("as Excel writes", sheet(ROW5)),
    ("strict", sheet(ROW5).replace(MAIN, STRICT)),
    ("prefixed", re.sub(r"<(/?)(?=\w)", r"<\1x:", sheet(ROW5)).replace("xmlns=", "xmlns:x=")),
    ("on lines of their own", sheet(ROW5.replace("><", ">\n  <"))),
    ("with a remark", sheet("<!-- made by hand -->" + ROW5)),
    (
        "with another namespace",
        sheet(ROW5.replace(" ht=", ' xmlns:x14ac="urn:x" x14ac:dyDescent=')),
    ),
    ("UTF-16", sheet(ROW5).replace("UTF-8", "UTF-16").encode("utf-16")),
    ("rows without numbers", sheet("<row/>" * 4 + ROW5.replace('<row r="5" ht="15">', "<row>"))),
    ("styled emptiness", sheet('<row r="1"><c r="A1" s="1"/></row>' + ROW5)),
    ("a far formatted cell", sheet(ROW5 + '<row r="1048576"><c r="XFD1048576" s="1"/></row>')),
]


@pytest.mark.parametrize("content", [c[1] for c in DIALECTS], ids=[c[0] for c in DIALECTS])
def test_dialects(content: str | bytes) -> None:
    table = read_bytes_here(book(content)).tables[0]
    assert table.frame.rows() == [(5, None, "1", None, "2")]
    assert table.blank_rows == 4
    assert table.problems == ()


LATER = '<mergeCells><mergeCell ref="A1:B2"/></mergeCells>'
DOUBTS = [
    (f'{A1} t="e"><v>#N/A</v></c>', "", "", ("cell-error", "error", 1, "A", "#N/A")),
    (f"{A1}><v>12345678901234567</v></c>", "", "", ("digits-lost", "error", 1, "A", None)),
    (f"{A1}><v>1.2345678901234568E+18</v></c>", "", "", ("digits-lost", "error", 1, "A", None)),
    (f"{A1}><f>1+1</f></c>", "", "", ("formula-without-result", "warning", 1, "A", None)),
    (f"{A1}><f>1+1</f><v/></c>", "", "", ("formula-without-result", "warning", 1, "A", None)),
    (f"{A1}><f>1+1</f><v></v></c>", "", "", ("formula-without-result", "warning", 1, "A", None)),
    (f"{A1}><v>7</v></c>", "", LATER, ("merged-cells", "warning", 1, "A", "7")),
    (
        f"{A1}><v>7</v></c>",
        '<cols><col min="1" max="1" hidden="1"/></cols>',
        "",
        ("hidden-columns", "note", None, None, None),
    ),
]


@pytest.mark.parametrize(("cell", "before", "after", "doubt"), DOUBTS)
def test_doubts(cell: str, before: str, after: str, doubt: tuple[object, ...]) -> None:
    last = '<c r="B1" t="inlineStr"><is><t>last</t></is></c>'
    document = read_bytes_here(book(sheet(f'<row r="1">{cell}{last}</row>', before, after)))
    (problem,) = problems_of(document)
    code, severity, row, column, value = doubt
    assert (problem.code, problem.severity, problem.row, problem.column) == (
        code,
        severity,
        row,
        column,
    )
    assert value is None or problem.value == value
    assert problem.remedy


def test_lost_digits_are_shown_as_they_are_stored() -> None:
    document = read_bytes_here(one_cell(f"{A1}><v>1.2345678901234568E+18</v></c>"))
    assert document.tables[0].frame["c0"].to_list() == ["1234567890123456800"]
    assert "Format the column as Text" in problems_of(document)[0].remedy


def test_hidden_rows_and_sheets() -> None:
    one = sheet('<row r="1" hidden="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"/>')
    document = read_bytes_here(book(one, one, one, states="visible hidden veryHidden"))
    assert [(table.name, table.hidden) for table in document.tables] == [
        ("S1", False),
        ("S2", True),
        ("S3", True),
    ]
    assert [problem.message[:8] for problem in document.tables[0].problems] == ["1 row is"]


def test_read_as() -> None:
    document = read_bytes_here(one_cell(f"{A1}><v>1</v></c>"))
    assert document.read_as == ReadAs("xlsx")
    assert document.read_as.describe() == "Excel workbook (.xlsx)"


def test_of_two_cells_in_one_place_the_later_counts() -> None:
    cells = '<c r="B1"><v>1</v></c><c r="A1"><v>2</v></c><c r="B1"><v>3</v></c>'
    assert read_rows(book(sheet(f'<row r="1">{cells}</row>'))) == [(1, "2", "3")]


def without(name: str) -> bytes:
    found = parts(sheet(ROW5), shared=texts("a"))
    del found[name]
    return zipped(found)


BROKEN = [
    (without("xl/worksheets/sheet1.xml"), "workbook-damaged", "sheet 1"),
    (without("xl/workbook.xml"), "file-is-zip", "the list of its parts"),
    (book(sheet("<row r='1'>")), "workbook-damaged", "xl/worksheets/sheet1.xml, line 2"),
    (book(sheet(ROW5)[:-30]), "workbook-damaged", "xl/worksheets/sheet1.xml, line 2"),
    (one_cell(f'{A1} t="s"><v>0</v></c>'), "workbook-damaged", "xl/worksheets/sheet1.xml"),
    (book(), "no-sheets", "whole file"),
    (
        book("<!DOCTYPE x [<!ENTITY a 'b'>]>" + sheet(ROW5).partition("\n")[2]),
        "xml-doctype",
        "xl/worksheets/sheet1.xml",
    ),
    (
        zipped({"[Content_Types].xml": "", "xl/workbook.bin": b""}),
        "file-is-xlsb",
        "part xl/workbook.bin",
    ),
]


@pytest.mark.parametrize(("data", "code", "place"), BROKEN, ids=[c[1] for c in BROKEN])
def test_broken_books(data: bytes, code: str, place: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_bytes_here(data)
    assert (caught.value.code, caught.value.place) == (code, place)
    assert caught.value.remedy


def test_limits_are_named() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 13))
    with pytest.raises(Unreadable, match='sheet "S1" has more rows than the 10') as caught:
        read_bytes_here(book(sheet(rows)), Limits(rows=10))
    assert caught.value.code == "too-many-rows"
    wide = "".join(f'<c r="{letter}1"><v>1</v></c>' for letter in "ABCDE")
    with pytest.raises(Unreadable) as caught:
        read_bytes_here(book(sheet(f'<row r="1">{wide}</row>')), Limits(columns=4))
    assert (caught.value.code, caught.value.place) == ("too-many-columns", "column E")


def test_what_xlsxwriter_writes_is_read() -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        page = made.add_worksheet("Nurses")
        page.write_row(6, 1, ["Name", "ID", "Expires"])
        page.write_row(8, 1, ["Zoë", 7])
        page.write_number(8, 2, 7, made.add_format({"num_format": "00000"}))
        page.write_number(8, 3, 45351, made.add_format({"num_format": "d mmm yyyy"}))
        page.write_rich_string(9, 1, "R", made.add_format({"bold": True}), "N", "!")
        page.merge_range("B12:D12", "note")
    rows: Rows = [
        (7, None, "Name", "ID", "Expires"),
        (9, None, "Zoë", "00007", "2024-02-29"),
        (10, None, "RN!", None, None),
        (12, None, "note", None, None),
    ]
    assert read_rows(out.getvalue()) == rows


@given(frames())
@settings(max_examples=100, deadline=None)
def test_xlsx_round_trip(frame: pl.DataFrame) -> None:
    out, _ = written(frame, ReadAs("xlsx"))
    assert same_rows(out, frame)
