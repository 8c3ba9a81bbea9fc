"""A sheet of licenses and what is held already -> a plan."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import polars as pl

from goodstanding.formats.table import ROW
from goodstanding.plans.matched_rows import MatchedRows, match_rows
from goodstanding.plans.plan import (
    Plan,
    assign_outcomes_to_piece,
    differs,
    error_rows,
    resolve_texts,
    resolve_value,
    stands_against_all,
)
from goodstanding.plans.reference import Reference
from goodstanding.plans.rules.dates import DATE_RULES, LATER_ON_RECORD, moved_by_1462_days
from goodstanding.plans.rules.learners import LEARNER_RULES
from goodstanding.plans.rules.licenses import LICENSE_RULES
from goodstanding.plans.rules.repeats import repeated_rows
from goodstanding.plans.rules.rule import find_problems
from goodstanding.sheets.normalize import Entries

FIELDS = (
    "number",
    "issued_on",
    "expires_on",
    "does_not_expire",
    "status",
    "multistate",
    "hours_required",
    "verified_on",
    "verified_by",
    "verification_method",
    "notes",
)
TEXTS = ("number", "verified_by", "verification_method", "notes")
RULES = (*LEARNER_RULES, *LICENSE_RULES, *DATE_RULES)
KEPT = LATER_ON_RECORD & pl.col("only_newer")
PIECE_ROWS = 50_000
"""So many rows are planned at a time."""
PIECES_AT_ONCE = 2
"""More at once would not be kept in bounds: a piece is as wide as all that is known of its rows."""


def plan_licenses(entries: Entries, reference: Reference, today: date) -> Plan:
    """Match every row to learner, license and held license; apply the rules; decide.

    The matching sees all rows at once, the rest a piece of them at a time: a row is as wide as all
    that is known of it.
    """
    known = match_rows(entries, reference)
    saved_at = reference.file_saved_at
    del reference  # large, and from here on known in a shorter form
    constants = {
        "today": pl.lit(today),
        "only_newer": pl.lit(entries.only_newer),
        "file_saved_at": pl.lit(saved_at, pl.Datetime("us", "UTC")),
        "calendars_differ": pl.lit(_calendars_differ(entries, known)),
    }
    problems = [entries.problems, _repeated(entries, known)]
    wrong = pl.concat(problems)
    none = stands_against_all(wrong, entries.row)

    def planned(offset: int) -> tuple[pl.DataFrame, pl.DataFrame]:
        piece = known.piece(entries, offset, PIECE_ROWS)
        resolved = _resolve_all(piece).with_columns(differs(FIELDS), **constants)
        resolved = resolved.with_columns(number_unusual=_number_unusual(resolved))
        found = find_problems(resolved, RULES, entries.headings)
        errors = error_rows(pl.concat([wrong, found]))
        return _shown(assign_outcomes_to_piece(resolved, errors, none=none, kept=KEPT)), found

    # Polars works on one piece mostly with one core.
    with ThreadPoolExecutor(PIECES_AT_ONCE) as threads:
        pieces = [*threads.map(planned, range(0, max(entries.height, 1), PIECE_ROWS))]
    shown, found = zip(*pieces, strict=True)
    return Plan("licenses", FIELDS, pl.concat(shown), pl.concat([*problems, *found]))


def _calendars_differ(entries: Entries, known: MatchedRows) -> bool:
    """Whether the dates have moved as they do between the calendars of spreadsheet programs.

    They have where at least four in five of the expiration dates are off by the same 1,462 days.
    """
    dates = pl.DataFrame(
        [
            entries.values("expires_on").alias("expires_on").cast(pl.Date),
            known.held["before_expires_on"].values.gather(known.rows["held_at"]),
        ]
    ).drop_nulls()
    return bool(dates.select(moved_by_1462_days().sum() >= 0.8 * pl.len()).item())


def _repeated(entries: Entries, known: MatchedRows) -> pl.DataFrame:
    """The problems of rows that speak of the same license."""
    places = known.rows["several"].arg_true()
    several = known.rows[places].select(
        entries.row[places],
        entries.values("username")[places].alias("text_username"),
        known.learners["user_id"].values.gather(known.rows["learner_at"][places]),
        known.types["license_type_id"].gather(known.rows["type_at"][places]),
        target_or_number=pl.coalesce(
            pl.format("held {}", "held_at"),
            pl.format("number {}", entries.values("number")[places].fill_null("")),
        ),
    )
    keys = ["user_id", "license_type_id", "target_or_number"]
    return repeated_rows(
        several, keys, entries.headings["username"], "the same license of the same learner"
    )


def _resolve_all(matched: pl.DataFrame) -> pl.DataFrame:
    """The values before and after of every field."""
    given = matched.with_columns(
        # A number that differs from the held one in blanks or hyphens only is the same number.
        number=pl.when("same_number").then("before_number").otherwise("number"),
    )
    settled = given.with_columns(
        *resolve_texts(given, TEXTS),
        resolve_value("issued_on"),
        resolve_value("verified_on"),
        resolve_value("hours_required"),
        resolve_value("status", new=pl.lit("active")),
        resolve_value("multistate", new=pl.lit(value=False)),
        resolve_value("expires_on"),
    )
    never = pl.col("word_expires_on") | (
        # A license without an end needs no date and no "Yes".
        pl.col("target_id").is_null()
        & ~pl.col("type_expires")
        & pl.col("expires_on").is_null()
        & pl.col("does_not_expire").is_null()
    )
    dated = pl.col("expires_on").is_not_null() & pl.col("does_not_expire").is_null()
    settled = settled.with_columns(
        after_does_not_expire=pl.when(never.fill_null(value=False))
        .then(pl.lit(value=True))
        .when(dated)
        .then(pl.lit(value=False))
        .otherwise(pl.coalesce("does_not_expire", "before_does_not_expire", pl.lit(value=False)))
    )
    return settled.with_columns(
        # What does not expire has no date, unless the row itself gives one (which is an error).
        after_expires_on=pl.when(pl.col("after_does_not_expire") & pl.col("expires_on").is_null())
        .then(None)
        .otherwise("after_expires_on"),
    )


def _number_unusual(resolved: pl.DataFrame) -> pl.Series:
    """Whether the number in the file does not match the format that the list gives.

    One format at a time: worked out for each row, every row would build its format anew.
    """
    numbers = resolved.select("text_number", pattern="type_number_format").with_row_index("at")
    unusual = [pl.Series("at", [], pl.UInt32)]
    for part in numbers.drop_nulls().filter(pl.col("pattern") != "").partition_by("pattern"):
        pattern = f"^(?:{part['pattern'][0]})$"
        fits = pl.col("text_number").str.contains(pattern, strict=False)
        unusual.append(part.filter(~fits)["at"])
    return numbers["at"].is_in(pl.concat(unusual).to_list()).alias("number_unusual")


def _shown(decided: pl.DataFrame) -> pl.DataFrame:
    """The columns that a plan keeps."""
    return decided.select(
        ROW,
        "outcome",
        "target_id",
        "target_version",
        "user_id",
        "license_type_id",
        pl.col("type_version").alias("license_type_version"),
        pl.coalesce("learner_label", "text_username", pl.lit("")).alias("subject"),
        pl.concat_str(
            pl.coalesce("type_label", "text_license_code", "text_license_name", pl.lit("")),
            pl.coalesce(pl.col("after_number"), pl.lit("")),
            separator=" ",
        )
        .str.strip_chars()
        .alias("detail"),
        *(f"before_{field}" for field in FIELDS),
        *(f"after_{field}" for field in FIELDS),
    )
