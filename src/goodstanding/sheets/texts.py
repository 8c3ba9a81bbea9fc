"""A column of texts, of which there are few: the distinct ones, and where in the rows they stand.

A sheet of a million rows has some thousand dates and a handful of states. What is worked out once
for each of them is a thousand times less work than once for each row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

SAMPLE = 20_000
"""So many cells tell whether a column repeats itself."""

LONG = 200_000
"""Up to so many rows, a column stays in the processor's reach, and to shorten it does not pay."""


@dataclass(frozen=True, slots=True)
class Texts:
    """``values`` are the texts, null among them where rows are blank; ``at`` has, for each row, the
    place of its text. Where nearly every row has a text of its own, ``at`` is None, and ``values``
    are the rows.
    """

    values: pl.Series
    at: pl.Series | None = None

    def rows(self) -> pl.Series:
        """The text of each row."""
        return spread(self.values, self.at)

    def with_values(self, values: pl.Series) -> Texts:
        """The same places with other texts."""
        return Texts(values, self.at)


def spread(values: pl.Series, at: pl.Series | None) -> pl.Series:
    """What belongs to the texts, for each row."""
    return values if at is None else values.gather(at)


def texts_of(column: pl.Series) -> Texts:
    """The column's texts; distinct, if they repeat themselves."""
    sample = column.gather_every(max(column.len() // SAMPLE, 1))
    if sample.n_unique() * 2 > sample.len():
        return Texts(column)
    # A set of categories of its own: those of all columns together would be shared for ever.
    encoded = column.cast(pl.Categorical(pl.Categories.random()))
    distinct = encoded.unique().drop_nulls()
    values = distinct.cast(pl.String).gather(distinct.to_physical().arg_sort())
    at = encoded.to_physical()
    if at.null_count():
        at = at.fill_null(values.len())
        values = values.extend_constant(None, 1)
    return Texts(values, at)


def texts_of_all(frame: pl.DataFrame) -> dict[str, Texts]:
    """Every column of a frame of texts."""
    return {column.name: texts_of(column) for column in frame.iter_columns()}


def frame_of(columns: Mapping[str, Texts]) -> pl.DataFrame:
    """The columns as a frame again."""
    return pl.DataFrame([texts.rows().alias(name) for name, texts in columns.items()])


def short_columns(frame: pl.DataFrame) -> dict[str, Texts]:
    """Every column of a frame; if it is long, those of texts and decimals with each value once.

    Fetching values from all over a long column takes several times as long as from a short one.
    """
    make = _short_column if frame.height > LONG else Texts
    return {column.name: make(column) for column in frame.iter_columns()}


def _short_column(column: pl.Series) -> Texts:
    if column.dtype == pl.String:
        return texts_of(column)
    if isinstance(column.dtype, pl.Decimal):
        texts = texts_of(column.cast(pl.String))
        return texts.with_values(texts.values.cast(column.dtype))
    return Texts(column)


def gathered(columns: Mapping[str, Texts], places: pl.Series) -> pl.DataFrame:
    """The values of columns at those places; null at none."""
    return pl.DataFrame(
        [
            spread(texts.values, places if texts.at is None else texts.at.gather(places)).alias(
                name
            )
            for name, texts in columns.items()
        ]
    )
