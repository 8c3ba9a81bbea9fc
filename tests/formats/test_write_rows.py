"""Rows that are made while they are written: the same file as of rows that were there, in parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import polars as pl
import pytest

from goodstanding.formats.format import SLICE, Rows
from goodstanding.formats.read import read_bytes_here
from goodstanding.formats.styled_workbook.sheet import TONES, Chunk, RichSheet
from goodstanding.formats.styled_workbook.write import workbook_blocks
from goodstanding.formats.table import ReadAs
from goodstanding.formats.write import EXCEL, TAB_TEXT, XML_SPREADSHEET, write_blocks, write_file
from tests.formats.opened import opened

WORDS = ["a", "Troy, NY", 'x "y"', "", "'", "é", "a\nb", "<&>", "sep=;", "5", "tab\there"]
FRAME = pl.DataFrame(
    {
        "a": ["Name", *(WORDS[row % len(WORDS)] for row in range(999))],
        "b": ["Number", *(str(row) for row in range(999))],
    }
)
CUT = 300
LATIN = ReadAs("delimited", "cp1252", False, ";", False, "\n")


def in_parts(frame: pl.DataFrame, size: int = CUT) -> Rows:
    return Rows(frame.head(size), frame.slice(size).iter_slices(size), frame.height - size)


def written(rows: pl.DataFrame | Rows, read_as: ReadAs) -> tuple[bytes, ReadAs]:
    out = BytesIO()
    used = write_file(out, rows, read_as)
    return out.getvalue(), used


READ_AS = [
    TAB_TEXT, LATIN, replace(TAB_TEXT, bom=False),
    ReadAs("delimited", "utf-16-le", True, ",", False, "\r"),
    ReadAs("delimited", "mac_roman", False, "\t", False, "\r\n"),
]  # fmt: skip


@pytest.mark.parametrize("read_as", READ_AS)
def test_text_is_the_same_byte_for_byte(read_as: ReadAs) -> None:
    assert written(in_parts(FRAME), read_as) == written(FRAME, read_as)


def test_xml_is_the_same_but_for_the_count_of_rows() -> None:
    parts, used = written(in_parts(FRAME), XML_SPREADSHEET)
    whole, _ = written(FRAME, XML_SPREADSHEET)
    assert parts == whole.replace(b' ss:ExpandedRowCount="1000"', b"")
    assert used == XML_SPREADSHEET


def test_a_workbook_is_the_same() -> None:
    parts, whole = (opened(written(rows, EXCEL)[0])[0] for rows in (in_parts(FRAME), FRAME))
    assert parts == whole
    assert parts.filtered == "A1:B1000"


def test_headings_may_be_more_than_the_rows_that_are_there() -> None:
    rows = Rows(FRAME.head(1), FRAME.slice(1, 4).iter_slices(2), 4)
    out = b"".join(write_blocks(rows, XML_SPREADSHEET, heading_rows=2)).decode()
    assert out.count('<Cell ss:StyleID="heading">') == 4


def test_apostrophes_in_the_first_rows_have_all_rows_quoted() -> None:
    frame = pl.DataFrame({"a": ["'x'"] * 1_000, "b": ["'y'"] * 1_000})
    assert written(in_parts(frame), TAB_TEXT) == written(frame, TAB_TEXT)
    assert written(frame, TAB_TEXT)[0].count(b"\"'x'\"") == 1_000


@pytest.mark.parametrize("far", ["Łódź", "Ã©"])
def test_a_letter_far_below_is_not_lost_to_the_encoding(far: str) -> None:
    lines = ["plain"] * 30_000
    frame = pl.DataFrame({"a": [*lines, far], "b": [*lines, "1"]})
    out, used = written(in_parts(frame, 10_000), LATIN)
    assert (used.encoding, used.bom) == ("utf-8", True)
    assert read_bytes_here(out).tables[0].frame.row(-1) == (30_001, far, "1")


def test_letters_far_below_are_in_the_encoding_that_was_asked_for() -> None:
    lines = ["plain"] * 30_000
    frame = pl.DataFrame({"a": [*lines, "Zoë", "café"], "b": [*lines, "1", "2"]})
    out, used = written(in_parts(frame, 10_000), LATIN)
    assert (used.encoding, used.bom) == ("cp1252", False)
    assert out.endswith("Zoë;1\ncafé;2\n".encode("cp1252"))
    assert read_bytes_here(out).read_as.encoding == "cp1252"


@pytest.mark.parametrize("read_as", [TAB_TEXT, XML_SPREADSHEET, EXCEL])
def test_what_is_made_is_given_before_the_next_is_asked_for(read_as: ReadAs) -> None:
    made = []

    def rest() -> Iterator[pl.DataFrame]:
        for number in range(10):
            made.append(number)
            yield pl.DataFrame({"a": [f"{number} {row}" for row in range(SLICE)]})

    head = pl.DataFrame({"a": [str(row) for row in range(SLICE)]})
    seen = [len(made) for _ in write_blocks(Rows(head, rest(), 10 * SLICE), read_as)]
    assert seen[-1] == 10
    assert {1, 2, 3, 4, 5} <= set(seen)


def test_tones_and_numbers_of_rows_that_are_made_late() -> None:
    def rest() -> Iterator[Chunk]:
        for _ in range(2):
            tones = pl.DataFrame([(1, "b", "error")], schema=TONES, orient="row")
            numbers = {"a": pl.Series(["7", None], dtype=pl.String)}
            yield Chunk(pl.DataFrame({"a": ["x", "y"], "b": ["z", None]}), numbers, tones)

    frame = pl.DataFrame({"a": ["h"], "b": ["k"]})
    sheet = RichSheet("S", frame, 1, rest=rest(), rest_rows=4, rest_tones=("error",))
    cells = opened(b"".join(workbook_blocks([sheet])))[0].cells
    assert {name: (cell.value, cell.is_text) for name, cell in cells.items()} == {
        "A1": ("h", True), "B1": ("k", True), "A2": ("7", False), "B2": ("z", True),
        "A3": ("y", True), "B3": ("", False), "A4": ("7", False), "B4": ("z", True),
        "A5": ("y", True), "B5": ("", False),
    }  # fmt: skip
    red = {name for name, cell in cells.items() if cell.fill == "FFF8C9C4"}
    assert red == {"B3", "B5"}
