"""Number formats: which show a date, a time or leading zeros."""

import pytest

from goodstanding.formats.workbook.number_formats import (
    Kind,
    format_kind,
    show_date_time,
    show_number,
)

KINDS: list[tuple[str, Kind]] = [
    ("Short Date", "date"),
    ("General Date", "date"),
    ("Medium Time", "time"),
    ("yyyy\\-mm\\-dd", "date"),
    ("m/d/yy", "date"),
    ("[$-409]d\\-mmm\\-yy;@", "date"),
    ("mmm", "date"),
    ("h:mm AM/PM", "time"),
    ("[h]:mm:ss", "time"),
    ("00000", 5),
    ("00", 2),
    ("0", ""),
    ("0.00", ""),
    ("#,##0", ""),
    ("@", ""),
    ("General", ""),
    ("Fixed", ""),
    ("Standard", ""),
    ("Currency", ""),
    ('0" days"', ""),
    ("[Red]0", ""),
    ("[>=100]0;General", ""),
    ('"Day "0', ""),
    ("yyyy-mm-dd hh:mm:ss.000", "date"),
]


@pytest.mark.parametrize(("number_format", "kind"), KINDS)
def test_kind(number_format: str, kind: Kind) -> None:
    assert format_kind(number_format) == kind


NUMBERS: list[tuple[str, Kind, bool, str]] = [
    ("45351", "date", False, "2024-02-29"),
    ("43889", "date", True, "2024-02-29"),
    ("1", "date", False, "1900-01-01"),
    ("59", "date", False, "1900-02-28"),
    ("60", "date", False, "60"),
    ("61", "date", False, "1900-03-01"),
    ("0", "date", True, "1904-01-01"),
    ("45351.75", "date", False, "2024-02-29T18:00:00"),
    ("0.5", "time", False, "12:00:00"),
    ("9999999", "date", False, "9999999"),
    ("-5", "date", False, "-5"),
    ("12", 5, False, "00012"),
    ("123456", 5, False, "123456"),
    ("1.5", 5, False, "1.5"),
    ("12", "", False, "12"),
]


@pytest.mark.parametrize(("value", "kind", "date1904", "shown"), NUMBERS)
def test_number(value: str, kind: Kind, date1904: bool, shown: str) -> None:
    assert show_number(value, kind, date1904) == shown


MOMENTS = [
    ("2026-03-31T00:00:00.000", "2026-03-31"),
    ("2026-03-31T00:00:00", "2026-03-31"),
    ("2026-03-31", "2026-03-31"),
    ("2026-03-31T14:30:00.000", "2026-03-31T14:30:00"),
    ("2026-03-31T14:30:00.250", "2026-03-31T14:30:00.250"),
    ("2026-03-31T00:00:00.500", "2026-03-31T00:00:00.500"),
    ("1899-12-31T14:30:00.000", "14:30:00"),
    ("2026-03-31T00:00:00Z", "2026-03-31T00:00:00Z"),
    ("yesterday", "yesterday"),
]


@pytest.mark.parametrize(("value", "shown"), MOMENTS)
def test_date_time(value: str, shown: str) -> None:
    assert show_date_time(value) == shown
