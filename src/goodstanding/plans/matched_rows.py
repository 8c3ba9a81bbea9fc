"""Which learner, which license type and which held license each row of a sheet means.

Only indices are worked out for all rows; the values there are fetched for a piece of the rows at a
time.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import polars as pl

from goodstanding.plans.match_held import PAIR, match_held
from goodstanding.plans.match_learners import match_learners
from goodstanding.plans.match_license_types import match_license_types
from goodstanding.plans.reference import Reference
from goodstanding.sheets.dictionary_encoded import (
    DictionaryEncoded,
    encode_long_columns,
    gather_columns,
)
from goodstanding.sheets.normalize import Entries

THREADS = 2
"""So many matches are looked for at a time."""


@dataclass(frozen=True, slots=True)
class MatchedRows:
    """What each row means: the indices of its learner, license type and held license among those
    that are known.

    ``rows`` has, for each row, ``learner_at``, ``type_at``, ``held_at`` (null: none), and of the
    match with a held license ``held_count``, ``same_number``, ``alike`` and
    ``number_suggestion``. The other frames are what those indices point into, with the names that
    rules use.
    """

    rows: pl.DataFrame
    learners: dict[str, DictionaryEncoded]
    types: pl.DataFrame
    held: dict[str, DictionaryEncoded]
    suggestions: pl.DataFrame

    def piece(self, entries: Entries, offset: int, length: int) -> pl.DataFrame:
        """Some rows of the sheet with all that is known of them."""
        rows = self.rows.slice(offset, length)
        found = pl.concat(
            [
                entries.piece(offset, length),
                rows,
                gather_columns(self.learners, rows["learner_at"]),
                self.types.select(pl.all().gather(rows["type_at"])),
                gather_columns(self.held, rows["held_at"]),
            ],
            how="horizontal",
        )
        # Few are unknown, and what is null is not looked for.
        unknown = pl.when(pl.col("learner_at").is_null()).then("username").alias("unknown")
        return found.with_columns(unknown).join(
            self.suggestions, on="unknown", how="left", maintain_order="left"
        )


def match_rows(entries: Entries, reference: Reference) -> MatchedRows:
    """Find out what the rows mean; the columns that are looked at are few, the rows all."""
    with ThreadPoolExecutor(THREADS) as threads:
        found = threads.submit(match_learners, entries, reference)
        learners = threads.submit(lambda: encode_long_columns(_learners(reference)))
        type_at, types = match_license_types(entries, reference)
        learner_at, suggestions = found.result()
        held = threads.submit(lambda: encode_long_columns(_held(reference)))
        rows = _match_held(entries, reference, learner_at, type_at, types)
        return MatchedRows(rows, learners.result(), types, held.result(), suggestions)


def _match_held(
    entries: Entries,
    reference: Reference,
    learner_at: pl.Series,
    type_at: pl.Series,
    types: pl.DataFrame,
) -> pl.DataFrame:
    keys = pl.DataFrame(
        [
            reference.learners["id"].gather(learner_at).alias("user_id"),
            types["license_type_id"].gather(type_at),
            entries.values("number").fill_null("").alias("number_text"),
        ]
    )
    return match_held(keys, reference.held).with_columns(
        learner_at.alias("learner_at"), type_at.alias("type_at")
    )


def _learners(reference: Reference) -> pl.DataFrame:
    return reference.learners.select(
        pl.col("id").alias("user_id"),
        *(
            pl.col(field).alias(f"learner_{field}")
            for field in ("username", "first_name", "last_name", "is_active")
        ),
        learner_label=pl.format("{} {} ({})", "first_name", "last_name", "username"),
    )


def _held(reference: Reference) -> pl.DataFrame:
    edited = reference.edits.clear(reference.held.height)
    if not reference.edits.is_empty():
        edited = reference.held.select("event_id").join(
            reference.edits, on="event_id", how="left", maintain_order="left"
        )
    return reference.held.hstack(edited.drop("event_id")).select(
        pl.col("id").alias("target_id"),
        pl.col("version").alias("target_version"),
        *(
            pl.col(name).alias(f"before_{name}")
            for name in (*reference.held.columns, "edited_at", "edited_by")
            if name not in {"id", "version", "event_id", *PAIR}
        ),
    )
