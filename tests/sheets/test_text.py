"""Texts: what is taken off at the ends, what makes words the same, what is refused."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.sheets.licenses import LICENSES
from goodstanding.sheets.values.text import clean, key, read_text
from tests.sheets.make import read_one

NOTES = LICENSES.column("notes")


@pytest.mark.parametrize(
    ("cell", "cleaned"),
    [
        ("  dora ", "dora"),
        ("\u00a0dora\u00a0", "dora"),
        ("Ann\u00a0Marie", "Ann Marie"),
        ("\u202f1\u20072\u202f", "1 2"),
        ("\ufeffUsername", "Username"),
        ("do\u200bra\u200d", "dora"),
        ("\u200edora\u200f", "dora"),
        ("RN\u00ad-TX", "RN-TX"),
        ("\u2066dora\u2069", "dora"),
        ("\tdora\r\n", "dora"),
        ("two\nlines", "two\nlines"),
        ("a  b", "a  b"),
        ("000", "000"),
        ("   ", None),
        ("\u200b", None),
        ("\u00a0\u200b ", None),
        ("", None),
        (None, None),
    ],
)
def test_cells_are_cleaned_at_their_ends(cell: str | None, cleaned: str | None) -> None:
    assert pl.select(clean(pl.lit(cell, pl.String))).item() == cleaned


@given(st.text())
def test_cleaning_twice_is_cleaning_once(cell: str) -> None:
    once = pl.select(clean(pl.lit(cell))).item()
    assert pl.select(clean(pl.lit(once, pl.String))).item() == once


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("License Number", "license_number"),
        ("E-mail", "EMAIL"),
        ("José", "JOSE"),
        ("License/Certification", "license  certification"),
        ("R.N.", "rn"),
        ("ﬁrst", "First"),
    ],
)
def test_words_that_are_the_same(one: str, other: str) -> None:
    assert pl.select(key(pl.lit(one)) == key(pl.lit(other))).item()


@pytest.mark.parametrize(("one", "other"), [("RN1", "RN2"), ("a", "b"), ("Müller", "Mueller")])
def test_words_that_are_not_the_same(one: str, other: str) -> None:
    assert not pl.select(key(pl.lit(one)) == key(pl.lit(other))).item()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("#N/A", "spreadsheet-error"),
        ("#REF!", "spreadsheet-error"),
        ("#VALUE!", "spreadsheet-error"),
        ("#NAME?", "spreadsheet-error"),
        ("#DIV/0!", "spreadsheet-error"),
        ("bell\x07", "control-character"),
        ("nul\x00", "control-character"),
        ("delete\x7f", "control-character"),
        ("x" * 2001, "text-too-long"),
    ],
)
def test_what_was_mangled_is_refused(text: str, code: str) -> None:
    reading = read_one(read_text, NOTES, text)
    assert (reading["value"], reading["severity"], reading["code"]) == (None, "error", code)
    assert reading["message"]
    assert reading["remedy"]


@pytest.mark.parametrize(
    "text",
    [
        "#1 priority",
        "N/A",
        "two\nlines",
        "tab\there",
        "=1+1",
        "<b>&amp;</b>",
        "x" * 2000,
        "ünï 漢字",
    ],
)
def test_other_texts_arrive_as_they_are(text: str) -> None:
    reading = read_one(read_text, NOTES, text)
    assert (reading["value"], reading["code"]) == (text, None)


def test_too_long_says_how_long() -> None:
    reading = read_one(read_text, LICENSES.column("first_name"), "y" * 101)
    assert reading["message"] == "The text has 101 characters; 100 fit."
