"""Dates as text: day and month are decided once a column, from all of its rows."""

from __future__ import annotations

from datetime import date

import polars as pl

from goodstanding.sheets.column import Column
from goodstanding.sheets.values.reading import reading

MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
MONTHS = {
    name[:length]: number
    for number, name in enumerate(MONTH_NAMES, start=1)
    for length in range(3, len(name) + 1)
}
"""Every way to shorten a month's name to three letters or more, and the month's number."""
# [0-9] and not \d, which stands for the digits of every script.
NUMERIC = r"^([0-9]{1,2})[/.\- ]([0-9]{1,2})[/.\- ]([0-9]{4}|[0-9]{2})$"
ISO = r"^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$"
COMPACT = r"^([0-9]{4})([0-9]{2})([0-9]{2})$"
DAY_NAME = r"^([0-9]{1,2})(?:st|nd|rd|th)?[ \-.,/]*([A-Za-z]{3,9})\.?[ \-.,/]*([0-9]{4}|[0-9]{2})$"
NAME_DAY = r"^([A-Za-z]{3,9})\.?[ \-.,/]*([0-9]{1,2})(?:st|nd|rd|th)?[ \-.,/]+([0-9]{4}|[0-9]{2})$"
MONTH_YEAR = r"^([0-9]{1,2})[/\-. ]([0-9]{4})$"
YEAR_MONTH = r"^([0-9]{4})[/\-.]([0-9]{1,2})$"
NAMED_MONTH = r"^([A-Za-z]{3,9})\.?[ \-,/]*([0-9]{4})$"
MIDNIGHT = r"[T ]+(0?0:00(:00(\.0+)?)?|12:00(:00)? ?[Aa][Mm])$"
TIME = (
    r"[T ]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)?( ?[AaPp]\.?[Mm]\.?)?"
    r"( ?(Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2}))?$"
)
"""A time of day behind a date, perhaps with its zone."""
WIDE = {chr(0xFEE0 + ord(sign)): sign for sign in "0123456789/.-"} | dict.fromkeys("‐‑–—−", "-")
"""Signs that look like ASCII ones: of East Asian keyboards, and dashes that programs put in."""
FORMS = {False: "MM/DD/YYYY, such as 01/31/2027", True: "DD/MM/YYYY, such as 31/01/2027"}
PATTERNS = {False: "%m/%d/%Y", True: "%d/%m/%Y"}
YEARS = (1900, 2199)
"""Years outside are slips of the keyboard, or stand for "never"."""
SERIALS = (20_000, 80_000)
"""Excel's day numbers that are taken for dates: 1954 to 2119."""


def is_day_first(texts: pl.Series) -> bool | None:
    """True if only day/month fits, False if only month/day does, None if nothing tells.

    Where both kinds occur, the more frequent one wins, and the others are errors by row.
    """
    day = _plain(pl.col("text")).str.replace(MIDNIGHT, "")
    parts = texts.to_frame("text").select(
        first=day.str.extract(NUMERIC, 1).cast(pl.Int32),
        second=day.str.extract(NUMERIC, 2).cast(pl.Int32),
    )
    day_first = parts.filter(pl.col("first") > 12, pl.col("second") <= 12).height
    month_first = parts.filter(pl.col("second") > 12, pl.col("first") <= 12).height
    if day_first == month_first == 0:
        return None
    return day_first > month_first


def first_ambiguous(texts: pl.Series, today: date) -> tuple[str, date] | None:
    """A text that could be read either way, with its month-first reading; the least of them."""
    open_ones = (
        _with_parts(texts.sort().to_frame("text"), day_first=False, today=today)
        .with_columns(value=_only_if_real(_calendar_day(pl.col("day"))))
        .filter(
            _plain(pl.col("text")).str.replace(MIDNIGHT, "").str.contains(NUMERIC),
            pl.col("month").is_between(1, 12),
            pl.col("day").is_between(1, 12),
            pl.col("month") != pl.col("day"),
        )
        .drop_nulls("value")
        .select("text", "value")
    )
    return open_ones.row(0) if open_ones.height else None


def read_dates(
    texts: pl.DataFrame, column: Column, *, today: date, day_first: bool
) -> pl.DataFrame:
    """Dates in any of the usual ways of writing; ``day_first`` says how to read 03/04/2026.

    Two-digit years mean the year from 20 years ago to 79 years ahead. Times other than
    midnight, years or months alone and impossible days are errors.
    """
    made = _with_parts(texts, day_first=day_first, today=today)
    real = _only_if_real(_calendar_day(pl.col("day")))
    made = made.with_columns(value=pl.coalesce(real, _serial(_plain(pl.col("text")))))
    unread = made.filter(pl.col("value").is_null()).select("text")
    timed = _with_parts(unread, day_first=day_first, today=today, without=TIME)
    found = made.join(
        timed.select("text", timed=real), on="text", how="left", maintain_order="left"
    )
    year_only = pl.col("text").str.contains(r"^(?:19|20|21)[0-9]{2}$")
    last = _calendar_day(pl.lit(1)).dt.month_end()
    absurd = ~pl.col("year").is_between(*YEARS)
    impossible = ~absurd & last.is_not_null() & pl.col("day").is_between(29, 31)
    month_end = _month_end(_plain(pl.col("text")))
    return reading(
        found,
        pl.col("value"),
        code=pl.when(pl.col("value").is_null()).then(
            pl.when(impossible).then(pl.lit("date-impossible")).otherwise(pl.lit("date-unreadable"))
        ),
        message=pl.when(impossible)
        .then(
            pl.format(
                "{} has {} days in {}.", last.dt.strftime("%B"), last.dt.day(), pl.col("year")
            )
        )
        .when(absurd)
        .then(pl.format("The year {} is not one between {} and {}.", "year", *map(pl.lit, YEARS)))
        .when(month_end.is_not_null())
        .then(pl.format("{} has no day.", "text"))
        .when(year_only)
        .then(pl.format("{} is a year without month and day.", "text"))
        .when(pl.col("timed").is_not_null())
        .then(pl.format("{} has a time of day, which a date here does not have.", "text"))
        .otherwise(pl.format("{} is not a date that can be read.", "text")),
        remedy=pl.lit(f"Write the date as {FORMS[day_first]}."),
        # In the column's own order, so that a file that follows it is read as before.
        suggestion=pl.when(impossible)
        .then(last.dt.strftime(PATTERNS[day_first]))
        .otherwise(pl.coalesce(month_end, "timed").dt.strftime(PATTERNS[day_first])),
    )


def _month_end(text: pl.Expr) -> pl.Expr:
    """The last day of a month that is given without a day: cards are good through it."""
    month = pl.coalesce(
        text.str.extract(MONTH_YEAR, 1),
        text.str.extract(YEAR_MONTH, 2),
        text.str.extract(NAMED_MONTH, 1)
        .str.to_lowercase()
        .replace_strict(MONTHS, default=None, return_dtype=pl.Int32)
        .cast(pl.String),
    )
    year = pl.coalesce(
        text.str.extract(MONTH_YEAR, 2),
        text.str.extract(YEAR_MONTH, 1),
        text.str.extract(NAMED_MONTH, 2),
    )
    first = pl.format("{}-{}-01", year, month.str.zfill(2)).str.to_date("%Y-%m-%d", strict=False)
    return first.dt.month_end()


def _plain(text: pl.Expr) -> pl.Expr:
    return text.str.replace_many(list(WIDE), list(WIDE.values()))


def _with_parts(
    texts: pl.DataFrame, *, day_first: bool, today: date, without: str = MIDNIGHT
) -> pl.DataFrame:
    """The frame with year, month and day, whatever the way of writing; no such day need exist."""
    plain = texts.with_columns(plain=_plain(pl.col("text")).str.replace(without, ""))
    text = pl.col("plain")
    one, two = (1, 2) if day_first else (2, 1)
    named = pl.coalesce(text.str.extract(DAY_NAME, 2), text.str.extract(NAME_DAY, 1))
    month_name = named.str.to_lowercase().replace_strict(
        MONTHS, default=None, return_dtype=pl.Int32
    )
    year_text = pl.coalesce(
        text.str.extract(NUMERIC, 3),
        text.str.extract(ISO, 1),
        text.str.extract(COMPACT, 1),
        text.str.extract(DAY_NAME, 3),
        text.str.extract(NAME_DAY, 3),
    )
    month = pl.coalesce(
        text.str.extract(NUMERIC, two), text.str.extract(ISO, 2), text.str.extract(COMPACT, 2)
    ).cast(pl.Int32)
    day = pl.coalesce(
        text.str.extract(NUMERIC, one),
        text.str.extract(ISO, 3),
        text.str.extract(COMPACT, 3),
        text.str.extract(DAY_NAME, 1),
        text.str.extract(NAME_DAY, 2),
    ).cast(pl.Int32)
    return plain.with_columns(
        year=_full_year(year_text, today), month=pl.coalesce(month, month_name), day=day
    ).drop("plain")


def _full_year(year_text: pl.Expr, today: date) -> pl.Expr:
    year = year_text.cast(pl.Int32)
    earliest = today.year - 20
    century = earliest - earliest % 100
    two_digits = year_text.str.len_chars() == 2
    near = pl.when(century + year < earliest).then(century + 100 + year).otherwise(century + year)
    return pl.when(two_digits).then(near).otherwise(year)


def _calendar_day(day: pl.Expr) -> pl.Expr:
    """The date of year, month and day; null where there is no such day."""
    parts = (pl.col("year"), pl.col("month"), day)
    padded = [
        part.cast(pl.String).str.zfill(width) for part, width in zip(parts, (4, 2, 2), strict=True)
    ]
    return pl.concat_str(padded, separator="-").str.to_date("%Y-%m-%d", strict=False)


def _only_if_real(made: pl.Expr) -> pl.Expr:
    return pl.when(made.dt.year().is_between(*YEARS)).then(made)


def _serial(text: pl.Expr) -> pl.Expr:
    number = pl.when(text.str.contains(r"^[0-9]{5}$")).then(text.cast(pl.Int32, strict=False))
    within = number.is_between(*SERIALS)
    return pl.when(within).then(pl.lit(date(1899, 12, 30)) + pl.duration(days=number))
