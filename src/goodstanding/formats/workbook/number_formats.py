"""What a number format makes of a number: a date, a time, leading zeros."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

Kind = Literal["", "date", "time"] | int
"""A date, a time, plain (""), or the number of digits that a format of zeros fills up to."""

_NAMED: dict[str, Kind] = {
    "general date": "date",
    "long date": "date",
    "medium date": "date",
    "short date": "date",
    "long time": "time",
    "medium time": "time",
    "short time": "time",
}
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_DATE_TIME = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d)?)(\.\d+)?)?")
_SERIAL = re.compile(r"\d{1,7}(\.\d+)?")


def format_kind(number_format: str) -> Kind:
    """What the format shows: "date", "time", a number of digits, or "" for all else.

    Named formats and codes as in the XML Spreadsheet Reference (Microsoft, NumberFormat).
    """
    lowered = number_format.strip().lower()
    if lowered in _NAMED:
        return _NAMED[lowered]
    if re.fullmatch("00+", lowered):
        return len(lowered)
    if lowered in {"general", "@", "fixed", "standard", "percent", "currency", "scientific"}:
        return ""
    code = _LITERAL.sub("", lowered.split(";")[0])
    if "general" in code or re.search("[0#?]", re.sub(r"[hs]\.?0+|s\.0+", "", code)):
        return ""
    if "y" in code or "d" in code or ("m" in code and "h" not in code and "s" not in code):
        return "date"
    return "time" if "h" in code or "s" in code else ""


def show_number(value: str, kind: Kind, date1904: bool) -> str:
    """A number as its format shows it where that matters; otherwise just as written."""
    if isinstance(kind, int):
        return value.zfill(kind) if value.isdigit() else value
    if not kind or not _SERIAL.fullmatch(value):
        return value
    return show_serial(float(value), kind, date1904) or value


def show_date_time(value: str) -> str:
    """A DateTime cell: the date, the date and a real time of day, or a time alone.

    A date is never moved by a time zone; text of another shape stays as it is. A time without
    a date is written by Excel as one of the days 30 and 31 December 1899.
    """
    if value.endswith("T00:00:00.000") and len(value) == 23:
        return value[:10]
    match = _DATE_TIME.fullmatch(value)
    if not match:
        return value
    day, clock, fraction = match.groups()
    if fraction and fraction.strip(".0"):
        clock += fraction
    if day in {"1899-12-31", "1899-12-30"} and clock:
        return clock
    return day if not clock or not clock.strip("0:") else f"{day}T{clock}"


def show_serial(number: float, kind: Kind, date1904: bool) -> str:
    """A serial number as a date; "" where the calendar of 1900 has a day that never was.

    Base 1900 counts a 29 February 1900 (serial 60), see ECMA-376 Part 4, "Date Representation".
    """
    days, seconds = divmod(round(number * 86_400), 86_400)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if kind == "time" and days == 0:
        return clock
    if date1904:
        base = date(1904, 1, 1)
    elif days == 60 or days == 0:
        return ""
    else:
        base = date(1899, 12, 30) if days > 60 else date(1899, 12, 31)
    if days > (date.max - base).days:
        return ""
    day = (base + timedelta(days=days)).isoformat()
    return f"{day}T{clock}" if seconds else day
