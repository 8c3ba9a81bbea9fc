"""Which learner, which license type and which held license each row of a sheet means.

Only places are worked out for all rows; what stands there is fetched a piece of the rows at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from goodstanding.plans.match_held import PAIR, match_held
from goodstanding.plans.match_learners import match_learners
from goodstanding.plans.match_license_types import match_license_types
from goodstanding.plans.reference import Reference
from goodstanding.sheets.normalize import Entries
from goodstanding.sheets.texts import Texts, gathered, short_columns


@dataclass(frozen=True, slots=True)
class Known:
    """What each row means: the places of its learner, license and held license among those that
    are known.

    ``rows`` has, for each row, ``learner_at``, ``type_at``, ``held_at`` (null: none), and of the
    match with a held license ``held_count``, ``same_number``, ``alike`` and
    ``number_suggestion``. The other frames are what those places are in, with the names that
    rules use.
    """

    rows: pl.DataFrame
    learners: dict[str, Texts]
    types: pl.DataFrame
    held: dict[str, Texts]
    suggestions: pl.DataFrame

    def piece(self, entries: Entries, offset: int, length: int) -> pl.DataFrame:
        """Some rows of the sheet with all that is known of them."""
        rows = self.rows.slice(offset, length)
        found = pl.concat(
            [
                entries.piece(offset, length),
                rows,
                gathered(self.learners, rows["learner_at"]),
                self.types.select(pl.all().gather(rows["type_at"])),
                gathered(self.held, rows["held_at"]),
            ],
            how="horizontal",
        )
        # Few are unknown, and what is null is not looked for.
        unknown = pl.when(pl.col("learner_at").is_null()).then("username").alias("unknown")
        return found.with_columns(unknown).join(
            self.suggestions, on="unknown", how="left", maintain_order="left"
        )


def match_rows(entries: Entries, reference: Reference) -> Known:
    """Find out what the rows mean; the columns that are looked at are few, the rows all."""
    learner_at, suggestions = match_learners(entries, reference)
    type_at, types = match_license_types(entries, reference)
    keys = pl.DataFrame(
        [
            reference.learners["id"].gather(learner_at).alias("user_id"),
            types["license_type_id"].gather(type_at),
            entries.values("number").fill_null("").alias("number_text"),
        ]
    )
    rows = match_held(keys, reference.held).with_columns(
        learner_at.alias("learner_at"), type_at.alias("type_at")
    )
    learners, held = short_columns(_learners(reference)), short_columns(_held(reference))
    return Known(rows, learners, types, held, suggestions)


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
    return reference.held.select(
        pl.col("id").alias("target_id"),
        pl.col("version").alias("target_version"),
        *(
            pl.col(name).alias(f"before_{name}")
            for name in reference.held.columns
            if name not in {"id", "version", *PAIR}
        ),
    )
