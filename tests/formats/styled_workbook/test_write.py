"""Rich sheets: what is read again is what was written; looks, notes and checks are there."""

from io import BytesIO

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goodstanding.formats.format import SLICE
from goodstanding.formats.read import read_bytes_here
from goodstanding.formats.styled_workbook.sheet import TONES, Check, Note, RichSheet
from goodstanding.formats.styled_workbook.write import write_workbook
from tests.formats.opened import OpenedSheet, opened


def written(*sheets: RichSheet) -> bytes:
    out = BytesIO()
    write_workbook(sheets, out)
    return out.getvalue()


def one(sheet: RichSheet) -> OpenedSheet:
    return opened(written(sheet))[0]


FRAME = pl.DataFrame({"a": ["Name", "Ann", None], "b": ["Day", "01/05/2027", "soon"]})
DAYS = {"b": pl.Series([None, "46392", None], dtype=pl.String)}


def tones(*rows: tuple[int, str, str]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=TONES, orient="row")


def test_a_stored_number_stands_in_place_of_its_text() -> None:
    content = written(RichSheet("S", FRAME, 1, DAYS, ("text", "date")))
    cells = opened(content)[0].cells
    assert (cells["B2"].value, cells["B2"].is_text) == ("46392", False)
    assert (cells["B3"].value, cells["B3"].is_text) == ("soon", True)
    assert [cells[name].number_format for name in ("A2", "B1", "B2")] == ["@", "@", "mm/dd/yyyy"]
    assert read_bytes_here(content).tables[0].frame.rows() == [
        (1, "Name", "Day"),
        (2, "Ann", "2027-01-05"),
        (3, None, "soon"),
    ]


def test_tones_color_cells_and_empty_ones_too() -> None:
    marked = tones((1, "b", "error"), (2, "a", "warning"), (0, "a", "required"))
    cells = one(RichSheet("S", FRAME, 1, DAYS, ("text", "date"), marked)).cells
    fills = {name: cell.fill for name, cell in cells.items()}
    assert fills == {
        "A1": "FFF3D9A4",
        "B1": "FFE7ECEF",
        "A2": "",
        "B2": "FFF8C9C4",
        "A3": "FFFCE9B2",
        "B3": "",
    }
    assert cells["B2"].number_format == "mm/dd/yyyy"
    assert cells["A3"].value == ""


def test_rows_beyond_one_slice_have_their_numbers_looks_and_texts() -> None:
    height = 2 * SLICE + 3
    frame = pl.DataFrame({"a": ["n", *(f"v{row}" for row in range(height - 1))]})
    marked = tones((SLICE, "a", "error"), (height - 1, "a", "warning"))
    content = written(RichSheet("S", frame, 1, tones=marked))
    cells = opened(content)[0].cells
    assert (cells[f"A{SLICE + 1}"].value, cells[f"A{SLICE + 1}"].fill) == (
        f"v{SLICE - 1}",
        "FFF8C9C4",
    )
    assert cells[f"A{height}"].fill == "FFFCE9B2"
    assert [cell.fill for cell in cells.values()].count("") == height - 3
    assert read_bytes_here(content).tables[0].frame["c0"].to_list() == frame["a"].to_list()


def test_notes_checks_and_states() -> None:
    checks = (
        Check(0, "list", "=Lists!$A$2:$A$3", 0, "Name", "Who?", "Choose one.", refuses=True),
        Check(1, "date", "", 109_000, "Day", "", "Write a date."),
    )
    first = RichSheet("S", FRAME, 1, notes=(Note(1, 0, "Look:\nhere"),), checks=checks, active=True)
    lists = RichSheet("Lists", FRAME.select("a"), hidden=True)
    sheet, hidden = opened(written(first, lists))
    assert sheet.notes == {"A2": "Look:\nhere"}
    assert (sheet.frozen, sheet.filtered) == ("1", "A1:B3")
    listed, dated = sheet.checks["A2"], sheet.checks["B2"]
    assert (listed["sqref"], listed["type"], listed["formula1"]) == (
        "A2:A5000",
        "list",
        "Lists!$A$2:$A$3",
    )
    assert "errorStyle" not in listed
    assert (listed["promptTitle"], listed["prompt"], listed["error"]) == (
        "Name",
        "Who?",
        "Choose one.",
    )
    assert (dated["errorStyle"], dated["formula1"]) == ("warning", "61")
    assert (hidden.state, hidden.frozen, hidden.filtered) == ("hidden", "", "")


def test_words_of_a_check_that_are_too_long_are_cut_at_a_word() -> None:
    check = Check(0, title="T" * 30 + " and more", prompt="word " * 60, fault="x " * 200)
    found = one(RichSheet("S", FRAME, 1, checks=(check,))).checks["A2"]
    assert found["promptTitle"] == "T" * 30 + "…"
    assert len(found["prompt"]) <= 255
    assert found["prompt"].endswith("word…")


def test_many_rows_above_the_entries_do_not_stay_in_view() -> None:
    frame = pl.DataFrame({"a": [str(row) for row in range(40)]})
    assert one(RichSheet("S", frame, 30)).frozen == ""
    assert one(RichSheet("S", frame, 30)).filtered == "A30:A40"


def test_a_workbook_of_an_empty_frame_opens() -> None:
    assert one(RichSheet("S", pl.DataFrame())).cells == {}
    assert one(RichSheet("S", FRAME.head(0), 1)).cells == {}


WORDS = st.text(
    st.characters(codec="utf-8", exclude_characters="\x00")
    | st.sampled_from("_x0041\t\n\r <>&\"'\x07\ufffe"),
    max_size=12,
)


@given(st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=6))
@settings(max_examples=200, deadline=None)
def test_any_text_comes_back(rows: list[tuple[str, str]]) -> None:
    # The dot keeps rows from being blank, which are not read.
    frame = pl.DataFrame([(*row, ".") for row in rows], schema=["a", "b", "c"], orient="row")
    cells = opened_texts(written(RichSheet("S", frame)))
    expected = {
        f"{letter}{number}": text
        for number, row in enumerate(rows, start=1)
        for letter, text in zip("ABC", (*row, "."), strict=True)
        if text
    }
    assert cells == expected


def opened_texts(content: bytes) -> dict[str, str]:
    """The texts by cell, as our reader sees them."""
    frame = read_bytes_here(content).tables[0].frame
    return {
        f"{chr(65 + int(name[1:]))}{row['row']}": row[name]
        for row in frame.rows(named=True)
        for name in frame.columns[1:]
        if row[name]
    }


@pytest.mark.parametrize("text", ["_x0041_x0041_", "_x000D_", "_X0041_", "a_x41_b", "__x0041__"])
def test_what_looks_like_a_spelled_character_is_text(text: str) -> None:
    frame = pl.DataFrame({"a": [text]})
    assert opened_texts(written(RichSheet("S", frame))) == {"A1": text}


def test_a_text_that_is_long_in_utf_16_does_not_fit() -> None:
    fits, too_long = "𐐀" * 16_383, "𐐀" * 16_384
    written(RichSheet("S", pl.DataFrame({"a": [fits]})))
    with pytest.raises(ValueError, match="cell 2 of row 1"):
        written(RichSheet("S", pl.DataFrame({"a": ["x"], "b": [too_long]})))
