"""Identifiers: as typed, or said to be lost."""

from __future__ import annotations

import polars as pl
import pytest

from goodstanding.sheets.licenses import LICENSES
from goodstanding.sheets.values.identifiers import number_key, read_identifier
from tests.sheets.make import XML, codes, entries, read_one

NUMBER = LICENSES.column("number")


@pytest.mark.parametrize(
    "text",
    ["0012345", "000", "RN.445566", "TX 00-77", "12345678901234567890", "5E123456", "1E5",
     "2E-5", "E+11", "1.5", "#7", "9" * 100],
)  # fmt: skip
def test_numbers_arrive_as_they_were_typed(text: str) -> None:
    reading = read_one(read_identifier, NUMBER, text)
    assert (reading["value"], reading["code"]) == (text, None)


@pytest.mark.parametrize(
    ("text", "code", "message"),
    [
        ("1.2E+11", "digits-lost", "shortened this number to 1.2E+11"),
        ("1.23457E+11", "digits-lost", "shortened this number"),
        ("1,2E+11", "digits-lost", "shortened this number"),
        ("1E+05", "digits-lost", "shortened this number"),
        ("1e+15", "digits-lost", "shortened this number"),
        ("####", "digits-lost", "too narrow"),
        ("##########", "digits-lost", "too narrow"),
        ("#N/A", "spreadsheet-error", "its error #N/A"),
        ("9" * 101, "text-too-long", "101 characters; 100 fit"),
        ("12\x0034", "control-character", "cannot be seen"),
    ],
)
def test_numbers_that_are_lost_are_named(text: str, code: str, message: str) -> None:
    reading = read_one(read_identifier, NUMBER, text)
    assert (reading["value"], reading["severity"], reading["code"]) == (None, "error", code)
    assert message in str(reading["message"])


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("'0012345", "0012345"),
        ("'12", "12"),
        ("'A12", "'A12"),
        ("O'Neil7", "O'Neil7"),
        ("  0012345\u00a0", "0012345"),
    ],
)
def test_an_apostrophe_before_a_digit_is_the_spreadsheet_programs(cell: str, value: str) -> None:
    read = entries([["Username", "License ID", "License Number"], ["dora", "RN-TX", cell]])
    assert read.frame["number"].to_list() == [value]
    assert codes(read.problems) == []


@pytest.mark.parametrize(
    ("cell", "from_text", "from_xml"),
    [("'-7", "-7", "'-7"), ("''-7", "'-7", "''-7"), ("-7", "-7", "-7"), ("'@a", "@a", "'@a")],
)
def test_only_text_files_carry_an_apostrophe_before_formulas(
    cell: str, from_text: str, from_xml: str
) -> None:
    rows = [["Username", "License ID", "License Number"], ["dora", "RN-TX", cell]]
    assert entries(rows).frame["number"].to_list() == [from_text]
    assert entries(rows, read_as=XML).frame["number"].to_list() == [from_xml]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0012345", "0012345"),
        ("00-12 345", "0012345"),
        ("rn.12/34#5", "RN12345"),
        ("tx00a", "TX00A"),
        ("'77", "77"),
        ("-./# ", ""),
        ("é1", "é1"),
        ("ß", "ß"),
        ("ＲＮ１２\u20133", "RN123"),
        ("O\u2019N\u22127", "ON7"),
    ],
)
def test_blanks_and_punctuation_make_no_other_number(text: str, number: str) -> None:
    assert pl.select(number_key(pl.lit(text))).item() == number


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("2026-04-03", True), ("2026-04-03T00:00:00", True), ("3-Apr", True), ("Apr-03", True),
        ("3-Apr-2026", True), ("4/3/2026", True), ("4-3", False), ("RN-2026", False),
        ("2026-04", False), ("MD-04-26", False), ("3-APR", False),
    ],
)  # fmt: skip
def test_a_number_that_may_have_become_a_date_is_pointed_out(text: str, warned: bool) -> None:
    found = read_one(read_identifier, NUMBER, text)
    assert found["value"] == text
    assert (found["code"], found["severity"]) == (
        ("number-like-date", "warning") if warned else (None, None)
    )


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("1234567890123450", True), ("123456789012345000", True), ("1234567890123456", False),
        ("123456789012340", False), ("0123456789012340", False), ("1000", False),
    ],
)  # fmt: skip
def test_digits_that_a_spreadsheet_may_have_made_zeros_are_pointed_out(
    text: str, warned: bool
) -> None:
    found = read_one(read_identifier, NUMBER, text)
    assert found["value"] == text
    assert (found["code"], found["severity"]) == (
        ("number-ends-in-zeros", "warning") if warned else (None, None)
    )
