"""Numbers: hours and months."""

from __future__ import annotations

from decimal import Decimal

import pytest

from goodstanding.sheets.license_types import LICENSE_TYPES
from goodstanding.sheets.licenses import LICENSES
from goodstanding.sheets.values.numbers import read_number
from tests.sheets.make import read_one

HOURS = LICENSES.column("hours_required")
MONTHS = LICENSE_TYPES.column("renewal_months")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("20", "20"),
        ("0", "0"),
        ("020", "20"),
        ("7.5", "7.5"),
        ("7.25", "7.25"),
        ("7.500", "7.5"),
        ("1,000", "1000"),
        ("1,234.5", "1234.5"),
        ("9999.99", "9999.99"),
        ("20 hours", "20"),
        ("20h", "20"),
        ("20 Hrs.", "20"),
        ("1 hour", "1"),
    ],
)
def test_hours_are_read(text: str, value: str) -> None:
    reading = read_one(read_number, HOURS, text)
    assert (reading["value"], reading["code"]) == (Decimal(value), None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("-1", "number-unreadable"),
        ("7.505", "number-unreadable"),
        ("1,00", "number-unreadable"),
        ("1.000,5", "number-unreadable"),
        ("1e3", "number-unreadable"),
        ("about 20", "number-unreadable"),
        ("20 months", "number-unreadable"),
        ("20 hours a year", "number-unreadable"),
        (".", "number-unreadable"),
        ("٢٠", "number-unreadable"),
        ("NaN", "number-unreadable"),
        ("10000", "number-too-large"),
        ("9,999,999", "number-too-large"),
        ("9" * 40, "number-unreadable"),
    ],
)
def test_other_numbers_are_refused_and_never_rounded(text: str, code: str) -> None:
    reading = read_one(read_number, HOURS, text)
    assert (reading["value"], reading["severity"], reading["code"]) == (None, "error", code)
    assert text in str(reading["message"])


@pytest.mark.parametrize(
    ("text", "code"),
    [("24", None), ("24 months", None), ("24 mo.", None), ("24 hours", "number-unreadable")],
)
def test_each_column_has_its_own_unit(text: str, code: str | None) -> None:
    assert read_one(read_number, MONTHS, text)["code"] == code
