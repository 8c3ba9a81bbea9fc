"""Stored numbers as a spreadsheet program shows them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.formats.workbook.displayed_numbers import PLAIN, show_stored
from goodstanding.formats.workbook.number_formats import Kind

SHOWN: list[tuple[str, Kind, str, bool]] = [
    ("7", "", "7", False),
    ("7.0", "", "7", False),
    ("-0.0", "", "0", False),
    ("007", "", "7", False),
    (" 7 ", "", "7", False),
    ("0.1", "", "0.1", False),
    ("2.50", "", "2.5", False),
    ("0.30000000000000004", "", "0.3", False),
    ("1E-7", "", "0.0000001", False),
    ("1.5E3", "", "1500", False),
    ("999999999999999", "", "999999999999999", False),
    ("1000000000000000", "", "1000000000000000", True),
    ("1.2345678901234568E+18", "", "1234567890123456800", True),
    ("-12345678901234567", "", "-12345678901234567", True),
    ("12345678901234567", 5, "12345678901234567", True),
    ("123", 5, "00123", False),
    ("123.0", 5, "00123", False),
    ("-123", 5, "-123", False),
    ("45351", "date", "2024-02-29", False),
    ("45351.75", "date", "2024-02-29T18:00:00", False),
    ("0.75", "time", "18:00:00", False),
    ("-5", "date", "-5", False),
    ("99999999", "date", "99999999", False),
    ("nan", "", "nan", False),
    ("1e999", "", "1e999", False),
    ("word", "date", "word", False),
    ("", "", "", False),
]


@pytest.mark.parametrize(("stored", "kind", "shown", "lost"), SHOWN)
def test_shown(stored: str, kind: Kind, shown: str, lost: bool) -> None:
    assert show_stored(stored, kind, date1904=False) == (shown, lost)


def test_a_day_of_1904() -> None:
    assert show_stored("43889", "date", date1904=True) == ("2024-02-29", False)
    assert show_stored("0", "date", date1904=True) == ("1904-01-01", False)


NUMBERS = st.integers(-(10**15) + 1, 10**15 - 1) | st.floats(-1e9, 1e9).map(lambda x: round(x, 4))


@given(NUMBERS)
def test_numbers_keep_their_worth(number: float) -> None:
    shown, lost = show_stored(repr(number), "", date1904=False)
    assert (float(shown), lost) == (number, False)
    assert "e" not in shown.lower()


@given(NUMBERS)
def test_what_counts_as_plain_is_shown_as_it_is_stored(number: float) -> None:
    stored = repr(number)
    if re.match(PLAIN, stored):
        assert show_stored(stored, "", date1904=False)[0] == stored
