"""Rules about the dates of a license."""

from __future__ import annotations

import polars as pl

from goodstanding.plans.rules.rule import Rule, RuleMaker


def expires_before_issued() -> Rule:
    """The license would expire before it was issued.

    The expiration date lies before the issue date. Often day and month are swapped, or one
    of the two years is wrong. Correct the date that is wrong; if the file gives only one of
    the dates, the other is the one that is on record.
    """
    return Rule(
        "expires-before-issued",
        "error",
        "expires_on",
        pl.col("after_expires_on") < pl.col("after_issued_on"),
        pl.format(
            "The license would expire on {}, before it was issued on {}.",
            pl.col("after_expires_on").dt.strftime("%B %-d, %Y"),
            pl.col("after_issued_on").dt.strftime("%B %-d, %Y"),
        ),
        "Correct the date that is wrong.",
    )


def expires_and_does_not() -> Rule:
    """The row says that the license expires, and that it does not.

    Only one of the two can be true. With an expiration date, write No under Does Not Expire;
    where the expiration is a word such as "never", write Yes or leave it blank.
    """
    never = pl.col("word_expires_on") & ~pl.col("does_not_expire")
    return Rule(
        "expires-and-does-not",
        "error",
        "does_not_expire",
        never.fill_null(value=False)
        | (pl.col("after_does_not_expire") & pl.col("expires_on").is_not_null()),
        pl.when(pl.col("expires_on").is_null())
        .then(
            pl.format(
                "The row says {} for the expiration date, but No under Does Not Expire.",
                "text_expires_on",
            )
        )
        .otherwise(
            pl.lit("The row has an expiration date, but the license is marked as not expiring.")
        ),
        "Remove the date, or correct Does Not Expire.",
    )


def issued_in_future() -> Rule:
    """The issue date has not come yet.

    A license that is issued later is possible, but often the year is wrong.
    """
    return Rule(
        "issued-in-future",
        "warning",
        "issued_on",
        pl.col("issued_on") > pl.col("today"),
        pl.format(
            "The issue date, {}, is in the future.",
            pl.col("issued_on").dt.strftime("%B %-d, %Y"),
        ),
        "Check the year.",
    )


def already_expired() -> Rule:
    """The license has expired already.

    The row can be imported, and the license will stand among the expired ones. If the learner
    has renewed it, write the new date.
    """
    return Rule(
        "already-expired",
        "warning",
        "expires_on",
        (pl.col("expires_on") < pl.col("today"))
        & ~pl.col("expires_on").eq_missing(pl.col("before_expires_on")),
        pl.format("The license expired on {}.", pl.col("expires_on").dt.strftime("%B %-d, %Y")),
        "Check whether it has been renewed.",
    )


def far_expiration() -> Rule:
    """The expiration date is 25 years or more ahead.

    Hardly any license is good for so long. Often the year is misspelled; a license without an
    end is better marked with Yes under Does Not Expire.
    """
    return Rule(
        "expiration-far-away",
        "warning",
        "expires_on",
        pl.col("expires_on") >= pl.col("today").dt.offset_by("25y"),
        pl.format(
            "The license would be good until {}.",
            pl.col("expires_on").dt.strftime("%B %-d, %Y"),
        ),
        "Check the year, or write Yes under Does Not Expire.",
    )


def year_1930() -> Rule:
    """The expiration date lies in 1926 to 1949.

    Spreadsheet programs read a year written as 30 as 1930. Most likely 2030 is meant. Write
    the year with four digits.
    """
    return Rule(
        "two-digit-year",
        "warning",
        "expires_on",
        pl.col("expires_on").dt.year().is_between(1926, 1949),
        pl.format("The license would have expired in {}.", pl.col("expires_on").dt.year()),
        "Spreadsheet programs take 30 for 1930. Write the year with four digits.",
        pl.col("expires_on").dt.offset_by("100y").dt.strftime("%m/%d/%Y"),
    )


def calendar_1904() -> Rule:
    """The expiration dates of the file are 1,462 days off those on record.

    Spreadsheets count days from 1900 or, in workbooks of old Macs, from 1904. Dates that are
    copied from the one kind into the other move by four years and a day. This is pointed out
    where at least four in five of the file's dates have moved by just that.
    """
    return Rule(
        "dates-off-by-1462-days",
        "warning",
        "expires_on",
        moved_by_1462_days() & pl.col("calendars_differ"),
        pl.format(
            "The date on record is {}: exactly 1,462 days different, the offset between Excel's "
            "1900 and 1904 date systems.",
            pl.col("before_expires_on").dt.strftime("%B %-d, %Y"),
        ),
        "Compare some dates with the licenses themselves. If they are off, copy them into the file "
        "again.",
        pl.col("before_expires_on").dt.strftime("%m/%d/%Y"),
    )


def moved_by_1462_days() -> pl.Expr:
    """Whether the expiration date is just so far off the one on record."""
    moved = pl.col("expires_on") - pl.col("before_expires_on")
    return (moved.dt.total_days().abs() == 1462).fill_null(value=False)


LATER_ON_RECORD = pl.col("expires_on").is_not_null() & (
    (pl.col("expires_on") < pl.col("before_expires_on")).fill_null(value=False)
    | pl.col("before_does_not_expire").fill_null(value=False)
)
"""Where what is on record is good for longer than the file says."""
ON_RECORD = pl.coalesce(
    pl.format("expires on {}", pl.col("before_expires_on").dt.strftime("%B %-d, %Y")),
    pl.lit("does not expire"),
)


def expiration_shortened() -> Rule:
    """The row would bring the expiration date forward.

    The license on record is good for longer than the file says. Perhaps the file is older than the
    last renewal.
    """
    return Rule(
        "expiration-shortened",
        "warning",
        "expires_on",
        LATER_ON_RECORD & ~pl.col("only_newer"),
        pl.concat_str(pl.lit("On record, the license "), ON_RECORD, pl.lit(".")),
        "Check that the file is not older than the last renewal.",
    )


def more_recent_on_record() -> Rule:
    """The license on record is good for longer than the file says, and stays as it is.

    "Only if more recent" was chosen for this file, so the row changes nothing. Without that
    choice, the row would be imported, with a warning.
    """
    return Rule(
        "more-recent-on-record",
        "note",
        "expires_on",
        LATER_ON_RECORD & pl.col("only_newer"),
        pl.concat_str(pl.lit("On record, the license "), ON_RECORD, pl.lit(", so it is kept.")),
        "No action needed. To import such rows, do not choose Only if more recent.",
    )


def expiration_missing() -> Rule:
    """A license that expires would be added without an expiration date.

    It can be imported, but it will never be listed as expiring, and nobody will be reminded.
    Write the date, or Yes under Does Not Expire.
    """
    return Rule(
        "expiration-missing",
        "warning",
        "expires_on",
        pl.col("license_type_id").is_not_null()
        & pl.col("target_id").is_null()
        & pl.col("text_expires_on").is_null()
        & ~pl.col("after_does_not_expire")
        & pl.col("action").ne_missing("delete"),
        pl.lit("The license would be added without an expiration date."),
        "Write the date, or Yes under Does Not Expire.",
    )


DATE_RULES: tuple[RuleMaker, ...] = (
    expires_before_issued,
    expires_and_does_not,
    issued_in_future,
    already_expired,
    far_expiration,
    year_1930,
    calendar_1904,
    expiration_shortened,
    more_recent_on_record,
    expiration_missing,
)
