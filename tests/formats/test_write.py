"""Writing: what is read again is what was written, in the encoding and shape asked for."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from goodstanding.formats.read import read_bytes_here, read_file
from goodstanding.formats.table import ReadAs, with_headings
from goodstanding.formats.write import (
    EXCEL,
    TAB_TEXT,
    XML_SPREADSHEET,
    file_suffix,
    write_file,
)

ROWS = pl.DataFrame(
    {"a": ["Name", "Zoë", None], "b": ["City", "Troy, NY", 'x "y"'], "c": ["ID", "007", " z "]}
)


def written(frame: pl.DataFrame, read_as: ReadAs) -> tuple[bytes, ReadAs]:
    out = BytesIO()
    used = write_file(out, frame, read_as)
    return out.getvalue(), used


TEXT = [
    (TAB_TEXT, '\ufeffName\tCity\tID\r\nZoë\t"Troy, NY"\t007\r\n\t"x ""y"""\t z \r\n'.encode()),
    (
        ReadAs("delimited", "utf-16-le", True, "\t", True, "\r\n"),
        '\ufeffName\tCity\tID\r\nZoë\t"Troy, NY"\t007\r\n\t"x ""y"""\t z \r\n'.encode("utf-16-le"),
    ),
    (
        ReadAs("delimited", "cp1252", False, ";", False, "\n"),
        'Name;City;ID\nZoë;"Troy, NY";007\n;"x ""y""";" z "\n'.replace('" z "', " z ").encode(
            "cp1252"
        ),
    ),
]


@pytest.mark.parametrize(("read_as", "data"), TEXT)
def test_text_byte_for_byte(read_as: ReadAs, data: bytes) -> None:
    out, used = written(ROWS, read_as)
    assert out == data
    assert used == replace(read_as, quoted=True)


FALLS_BACK = [
    ("cp1252", "Łódź", "a character that the encoding lacks"),
    ("cp1252", "Ã©", "text that would be read as UTF-8"),
    ("mac_roman", "Zoë", "text that would be guessed otherwise"),
    ("utf-16-le", "\u4e00", "UTF-16 that no mark tells"),
]


@pytest.mark.parametrize(("encoding", "word", "why"), FALLS_BACK)
def test_nothing_is_lost_to_the_encoding(encoding: str, word: str, why: str) -> None:
    frame = pl.DataFrame({"a": ["Name", word], "b": ["ID", "1"]})
    out, used = written(frame, ReadAs("delimited", encoding, False, "\t", False, "\n"))
    document = read_bytes_here(out)
    assert document.tables[0].frame.rows() == [(1, "Name", "ID"), (2, word, "1")], why
    assert used.bom
    assert document.read_as.encoding == used.encoding


def test_a_first_cell_that_looks_like_a_sep_line_stays_a_cell() -> None:
    out, _ = written(pl.DataFrame({"a": ["sep=;", "x"], "b": [None, "y"]}), TAB_TEXT)
    assert read_bytes_here(out).tables[0].frame.rows() == [(1, "sep=;", None), (2, "x", "y")]


@pytest.mark.parametrize(
    "first", ["<5 years", "<html>", '{"a": 1}', "[[x]]", "%PDF-1", "<Workbook>"]
)
def test_a_first_cell_that_looks_like_another_kind_of_file(first: str) -> None:
    out, _ = written(pl.DataFrame({"a": [first, "x"], "b": ["z", "y"]}), TAB_TEXT)
    assert read_bytes_here(out).tables[0].frame.rows() == [(1, first, "z"), (2, "x", "y")]


def test_xml_holds_text_only_and_bold_headings() -> None:
    out, used = written(ROWS, XML_SPREADSHEET)
    text = out.decode()
    assert text.count('ss:Type="String"') == 8
    assert text.count("ss:Type=") == 8
    assert text.count('<Cell ss:StyleID="heading">') == 3
    assert '<NumberFormat ss:Format="@"/>' in text
    assert used == XML_SPREADSHEET
    assert read_bytes_here(out).tables[0].frame.rows() == [
        (1, "Name", "City", "ID"),
        (2, "Zoë", "Troy, NY", "007"),
        (3, None, 'x "y"', " z "),
    ]


XML_ENCODINGS = [
    ("utf-8", True),
    ("utf-16-le", True),
    ("utf-16-be", True),
    ("cp1252", False),
    ("iso-8859-1", False),
]


@pytest.mark.parametrize(("encoding", "bom"), XML_ENCODINGS)
def test_xml_in_its_encoding(encoding: str, bom: bool) -> None:
    frame = pl.DataFrame({"a": ["Name", "Łódź 🏥", "a<b>&\r\n\t\"c'"]})
    out, used = written(frame, ReadAs("xml-spreadsheet", encoding, bom))
    document = read_bytes_here(out)
    assert document.read_as == used == ReadAs("xml-spreadsheet", encoding, bom)
    assert document.tables[0].frame["c0"].to_list() == frame["a"].to_list()


def test_xml_shows_the_picture_of_a_control_character() -> None:
    out, _ = written(pl.DataFrame({"a": ["x\x07y"]}), XML_SPREADSHEET)
    assert read_bytes_here(out).tables[0].frame.rows() == [(1, "x␇y")]


def test_several_sheets(tmp_path: Path) -> None:
    path = tmp_path / "book.xml"
    sheets = [("Read me: first", ROWS.head(1)), ("Licenses", ROWS), ("licenses", ROWS.head(0))]
    write_file(path, sheets, XML_SPREADSHEET)
    tables = read_file(path).tables
    assert [(each.name, each.frame.height) for each in tables] == [
        ("Read me  first", 1),
        ("Licenses", 3),
        ("licenses (2)", 0),
    ]


def test_headings_become_a_row() -> None:
    frame = with_headings(pl.DataFrame({"Name": ["Ann"], "Count": [3]}))
    assert frame.rows() == [("Name", "Count"), ("Ann", "3")]


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("delimited", "txt"), ("xml-spreadsheet", "xml"), ("xlsx", "xlsx"), ("ods", "xlsx")],
)
def test_suffix(name: str, suffix: str) -> None:
    assert file_suffix(ReadAs(name)) == suffix


def test_what_is_only_read_comes_back_as_a_workbook() -> None:
    out, used = written(ROWS, ReadAs("ods"))
    assert used == read_bytes_here(out).read_as == ReadAs("xlsx")


WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\ufeff", min_codepoint=32)
    | st.sampled_from("\t\n\r,;|\"'=<>& é’"),
    max_size=6,
)


@st.composite
def frames(draw: st.DrawFn) -> pl.DataFrame:
    width = draw(st.integers(1, 4))
    row = st.lists(WORDS, min_size=width, max_size=width)
    rows = draw(
        st.lists(row.filter(lambda cells: "".join(cells).strip() != ""), min_size=1, max_size=5)
    )
    return pl.DataFrame(rows, schema=[f"h{i}" for i in range(width)], orient="row").cast(pl.String)


READ_AS = st.builds(
    ReadAs,
    st.just("delimited"),
    st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"]),
    st.booleans(),
    st.sampled_from("\t,;|"),
    st.booleans(),
    st.sampled_from(["\r\n", "\n", "\r"]),
)


def same_rows(data: bytes, frame: pl.DataFrame) -> bool:
    """Whether the file reads as the frame; columns empty at the right may be absent."""
    read = [
        [cell or "" for cell in row[1:]] for row in read_bytes_here(data).tables[0].frame.rows()
    ]
    width = frame.width
    return [(row + [""] * width)[:width] for row in read] == [list(row) for row in frame.rows()]


@given(frames(), READ_AS)
@settings(max_examples=300, deadline=None)
def test_text_round_trip(frame: pl.DataFrame, read_as: ReadAs) -> None:
    read_as = replace(read_as, bom=read_as.bom and read_as.encoding.startswith("utf"))
    # With tabs, a line break and a tab in quotation marks can be two rows with a mark in each.
    both = pl.all().str.contains(r"[\r\n]") & pl.all().str.contains("\t", literal=True)
    assume(read_as.delimiter != "\t" or not frame.select(pl.any_horizontal(both.any())).item())
    out, used = written(frame, read_as)
    assert same_rows(out, frame)
    assert used.newline == read_as.newline
    again = read_bytes_here(out).read_as.encoding
    # Plain ASCII is every encoding at once, and some letters are the same in several.
    assert out.decode(again) == out.decode(used.encoding)


@given(frames())
@settings(max_examples=100, deadline=None)
def test_xml_round_trip(frame: pl.DataFrame) -> None:
    out, _ = written(frame, XML_SPREADSHEET)
    pictured = frame.with_columns(
        pl.all().str.replace_many(["\ufffe", "\uffff"], ["\u2426", "\u2426"])
    )
    assert same_rows(out, pictured)


@given(frames())
@settings(max_examples=60, deadline=None)
def test_xlsx_round_trip(frame: pl.DataFrame) -> None:
    out, _ = written(frame, EXCEL)
    pictured = frame.with_columns(
        pl.all().str.replace_many(["\ufffe", "\uffff"], ["\u2426", "\u2426"])
    )
    assert same_rows(out, pictured)
