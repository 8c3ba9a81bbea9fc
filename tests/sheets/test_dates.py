"""Dates: every habit of writing them, and what is said of those that cannot be read."""

from __future__ import annotations

from datetime import date
from functools import partial

import polars as pl
import pytest

from goodstanding.sheets.licenses import LICENSES
from goodstanding.sheets.values.dates import first_ambiguous, is_day_first, read_dates
from tests.sheets.make import TODAY, codes, entries, read_one

EXPIRES = LICENSES.column("expires_on")

READ = [
    # as Americans write
    ("01/31/2027", "2027-01-31"),
    ("1/5/2027", "2027-01-05"),
    ("01-31-2027", "2027-01-31"),
    ("01.31.2027", "2027-01-31"),
    ("1 31 2027", "2027-01-31"),
    # as machines write
    ("2027-01-31", "2027-01-31"),
    ("2027-1-5", "2027-01-05"),
    ("2027/01/31", "2027-01-31"),
    ("2027.01.31", "2027-01-31"),
    ("20270131", "2027-01-31"),
    # with the month's name
    ("31 Jan 2027", "2027-01-31"),
    ("31-Jan-2027", "2027-01-31"),
    ("31-Jan-27", "2027-01-31"),
    ("03-APR-26", "2026-04-03"),
    ("31Jan2027", "2027-01-31"),
    ("January 31, 2027", "2027-01-31"),
    ("Jan 31 2027", "2027-01-31"),
    ("Jan. 31, 2027", "2027-01-31"),
    ("JAN31,2027", "2027-01-31"),
    ("May 5 26", "2026-05-05"),
    ("September 5 2026", "2026-09-05"),
    ("Sept. 5, 2026", "2026-09-05"),
    ("5 Septem 2026", "2026-09-05"),
    # with ordinals
    ("1st March 2027", "2027-03-01"),
    ("2nd Mar 2027", "2027-03-02"),
    ("March 3rd, 2027", "2027-03-03"),
    ("Apr 24th 2027", "2027-04-24"),
    # with two digits for the year: 20 years back to 79 ahead
    ("01/31/27", "2027-01-31"),
    ("01/31/06", "2006-01-31"),
    ("01/31/05", "2105-01-31"),
    ("01/31/99", "2099-01-31"),
    # as Excel counts days
    ("46053", "2026-01-31"),
    ("20000", "1954-10-03"),
    ("80000", "2119-01-11"),
    # with a midnight that a program has put there
    ("2027-01-31T00:00:00", "2027-01-31"),
    ("2027-01-31T00:00:00.000", "2027-01-31"),
    ("2027-01-31 00:00", "2027-01-31"),
    ("1/31/2027 0:00", "2027-01-31"),
    ("1/31/2027 0:00:00", "2027-01-31"),
    ("1/31/2027 12:00:00 AM", "2027-01-31"),
    ("1/31/2027 12:00 am", "2027-01-31"),
    # with signs that only look like ASCII ones
    ("０１/３１/２０２７", "2027-01-31"),
    ("2027\u201301\u201331", "2027-01-31"),
    ("31\u2011Jan\u20112027", "2027-01-31"),
    # at the edges
    ("02/29/2028", "2028-02-29"),
    ("02/29/2000", "2000-02-29"),
    ("12/31/2199", "2199-12-31"),
    ("01/01/1900", "1900-01-01"),
]

NOT_READ = [
    ("02/29/2027", "date-impossible", "February has 28 days in 2027.", "02/28/2027"),
    ("02/29/2100", "date-impossible", "February has 28 days in 2100.", "02/28/2100"),
    ("02/30/2028", "date-impossible", "February has 29 days in 2028.", "02/29/2028"),
    ("06/31/2026", "date-impossible", "June has 30 days in 2026.", "06/30/2026"),
    ("2026-06-31", "date-impossible", "June has 30 days in 2026.", "06/30/2026"),
    ("April 31, 2026", "date-impossible", "April has 30 days in 2026.", "04/30/2026"),
    ("20270230", "date-impossible", "February has 28 days in 2027.", "02/28/2027"),
    ("4/31/26", "date-impossible", "April has 30 days in 2026.", "04/30/2026"),
    ("12/2026", "date-unreadable", "12/2026 has no day.", "12/31/2026"),
    ("12/31/9999", "date-unreadable", "The year 9999 is not one between 1900 and 2199.", None),
    ("9999-12-31", "date-unreadable", "The year 9999 is not one between 1900 and 2199.", None),
    ("01/01/2200", "date-unreadable", "The year 2200 is not one between 1900 and 2199.", None),
    ("0027-01-31", "date-unreadable", "The year 27 is not one between 1900 and 2199.", None),
]

GARBAGE = [
    "2026", "Jan 2026", "January 2026", "2026-01",
    "31/01/2027", "13/13/2026", "00/10/2026", "02/00/2027", "32/01/2026", "20271301",
    "01/31/2027 08:30", "2027-01-31T12:00:00", "1/31/2027 12:00 PM", "2027-01-31T00:00:00Z",
    "19999", "80001", "46053.5", "43,831", "1/2/3", "1/2/20266",
    "Marble 5 2026", "Janx 5, 2026", "5 Foo 2026", "Mayonnaise 5, 2026",
    "tomorrow", "N/A", "-", "//", "٠١/٣١/٢٠٢٧", "٢٠٢٧٠١٣١", "٤٦٠٥٣",
]  # fmt: skip


@pytest.mark.parametrize(("text", "iso"), READ)
def test_dates_of_every_habit_are_read(text: str, iso: str) -> None:
    reader = partial(read_dates, today=TODAY, day_first=False)
    reading = read_one(reader, EXPIRES, text)
    assert (reading["value"], reading["code"]) == (date.fromisoformat(iso), None)


@pytest.mark.parametrize(("text", "code", "message", "suggestion"), NOT_READ)
def test_what_is_no_date_says_why(
    text: str, code: str, message: str, suggestion: str | None
) -> None:
    reading = read_one(partial(read_dates, today=TODAY, day_first=False), EXPIRES, text)
    assert reading == {
        "text": text,
        "value": None,
        "severity": "error",
        "code": code,
        "message": message,
        "remedy": "Write the date as MM/DD/YYYY, such as 01/31/2027.",
        "suggestion": suggestion,
    }


@pytest.mark.parametrize("text", GARBAGE)
def test_garbage_is_named_and_never_guessed(text: str) -> None:
    reading = read_one(partial(read_dates, today=TODAY, day_first=False), EXPIRES, text)
    assert (reading["value"], reading["code"]) == (None, "date-unreadable")
    assert text in str(reading["message"])


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("03/04/2026", "2026-04-03"),
        ("31/01/2027", "2027-01-31"),
        ("31.1.27", "2027-01-31"),
        ("2027-01-05", "2027-01-05"),
        ("January 5, 2027", "2027-01-05"),
        ("5-Jan-27", "2027-01-05"),
    ],
)
def test_in_a_day_first_column_only_what_is_open_is_turned(text: str, iso: str) -> None:
    reading = read_one(partial(read_dates, today=TODAY, day_first=True), EXPIRES, text)
    assert reading["value"] == date.fromisoformat(iso)


@pytest.mark.parametrize(
    ("texts", "day_first"),
    [
        (["03/04/2026", "05/06/2026"], None),
        (["03/04/2026", "31/01/2027"], True),
        (["03/04/2026", "01/31/2027"], False),
        (["31/01/2027", "30/01/2027", "01/31/2027"], True),
        (["31/01/2027", "01/30/2027"], False),
        (["31/01/2027 0:00", "03/04/2026 0:00"], True),
        (["2027-01-31", "31 Jan 2027", "46053"], None),
        (["31/13/2027", "nonsense"], None),
        ([], None),
    ],
)
def test_the_order_of_day_and_month_is_one_for_the_column(
    texts: list[str], day_first: bool | None
) -> None:
    assert is_day_first(pl.Series("text", texts, dtype=pl.String)) is day_first


@pytest.mark.parametrize(
    ("texts", "found"),
    [
        (["05/06/2026", "03/04/2026"], ("03/04/2026", date(2026, 3, 4))),
        (["03/04/26"], ("03/04/26", date(2026, 3, 4))),
        (["3/4/2026 0:00"], ("3/4/2026 0:00", date(2026, 3, 4))),
        (["05/05/2026"], None),
        (["2026-03-04", "20260304", "4 Mar 2026"], None),
        (["01/31/2027"], None),
        (["03/04/9999"], None),
        ([], None),
    ],
)
def test_the_least_ambiguous_date_is_the_sample(
    texts: list[str], found: tuple[str, date] | None
) -> None:
    assert first_ambiguous(pl.Series("text", texts, dtype=pl.String), TODAY) == found


HEADER = ["Username", "License ID", "Expiration Date"]


def test_a_column_that_tells_nothing_of_its_order_gets_a_note() -> None:
    read = entries([HEADER, ["dora", "RN-TX", "03/04/27"], ["erik", "RN-OH", "05/06/27"]])
    assert codes(read.problems) == [("dates-month-first", "note", None)]
    assert "03/04/27 as March 4, 2027" in read.problems["message"][0]
    assert read.frame["expires_on"].to_list() == [date(2027, 3, 4), date(2027, 5, 6)]


def test_a_day_first_column_gets_a_note_and_its_strangers_an_error() -> None:
    dates = ["31/01/2027", "30/06/2027", "03/04/2027", "01/31/2027"]
    read = entries([HEADER, *(["dora", "RN-TX", text] for text in dates)])
    assert codes(read.problems) == [
        ("dates-day-first", "note", None),
        ("date-unreadable", "error", 5),
    ]
    assert read.frame["expires_on"].to_list() == [
        date(2027, 1, 31), date(2027, 6, 30), date(2027, 4, 3), None,
    ]  # fmt: skip


def test_a_plainly_american_column_needs_no_note() -> None:
    read = entries([HEADER, ["dora", "RN-TX", "01/31/2027"], ["erik", "RN-OH", "03/04/2027"]])
    assert codes(read.problems) == []


def test_columns_are_decided_one_by_one() -> None:
    header = ["Username", "License ID", "Issue Date", "Expiration Date"]
    read = entries([header, ["dora", "RN-TX", "31/01/2025", "01/31/2027"]])
    assert read.frame.select("issued_on", "expires_on").row(0) == (
        date(2025, 1, 31),
        date(2027, 1, 31),
    )


@pytest.mark.parametrize(
    ("text", "says", "suggestion"),
    [
        ("01/31/2027 08:30", "has a time of day", "01/31/2027"),
        ("1/31/2027 8:30 PM", "has a time of day", "01/31/2027"),
        ("2027-01-31T12:00:00", "has a time of day", "01/31/2027"),
        ("2027-01-31T00:00:00Z", "has a time of day", "01/31/2027"),
        ("2027-01-31T23:00:00.000-05:00", "has a time of day", "01/31/2027"),
        ("02/30/2027 08:30", "is not a date", None),
        ("2026", "is a year without month and day", None),
    ],
)
def test_times_and_years_alone_are_named(text: str, says: str, suggestion: str | None) -> None:
    found = read_one(partial(read_dates, today=TODAY, day_first=False), EXPIRES, text)
    assert (found["code"], found["suggestion"]) == ("date-unreadable", suggestion)
    assert says in str(found["message"])


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("04/2026", "04/30/2026"),
        ("2/2028", "02/29/2028"),
        ("2026-04", "04/30/2026"),
        ("April 2026", "04/30/2026"),
        ("Apr-2026", "04/30/2026"),
        ("13/2026", None),
    ],
)
def test_a_month_without_a_day_suggests_its_last(text: str, suggestion: str | None) -> None:
    found = read_one(partial(read_dates, today=TODAY, day_first=False), EXPIRES, text)
    assert (found["code"], found["suggestion"]) == ("date-unreadable", suggestion)
