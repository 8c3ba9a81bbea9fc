"""Columns as their distinct values and, for each row, the code of its value: dictionary encoding.

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
class DictionaryEncoded:
    """``values`` are the texts, null among them where rows are blank; ``codes`` has, for each row,
    the index of its text. Where nearly every row has a text of its own, ``codes`` is None, and
    ``values`` are the rows.
    """

    values: pl.Series
    codes: pl.Series | None = None

    def rows(self) -> pl.Series:
        """The text of each row."""
        return decode(self.values, self.codes)

    def with_values(self, values: pl.Series) -> DictionaryEncoded:
        """The same indices with other texts."""
        return DictionaryEncoded(values, self.codes)


def decode(values: pl.Series, codes: pl.Series | None) -> pl.Series:
    """What belongs to the texts, for each row."""
    return values if codes is None else values.gather(codes)


def encode(column: pl.Series) -> DictionaryEncoded:
    """The column's texts; distinct, if they repeat themselves."""
    sample = column.gather_every(max(column.len() // SAMPLE, 1))
    if sample.n_unique() * 2 > sample.len():
        return DictionaryEncoded(column)
    # A set of categories of its own: those of all columns together would be shared for ever.
    encoded = column.cast(pl.Categorical(pl.Categories.random()))
    distinct = encoded.unique().drop_nulls()
    values = distinct.cast(pl.String).gather(distinct.to_physical().arg_sort())
    codes = encoded.to_physical()
    if codes.null_count():
        codes = codes.fill_null(values.len())
        values = values.extend_constant(None, 1)
    return DictionaryEncoded(values, codes)


def encode_all(frame: pl.DataFrame) -> dict[str, DictionaryEncoded]:
    """Every column of a frame of texts."""
    return {column.name: encode(column) for column in frame.iter_columns()}


def decode_frame(columns: Mapping[str, DictionaryEncoded]) -> pl.DataFrame:
    """The columns as a frame again."""
    return pl.DataFrame([texts.rows().alias(name) for name, texts in columns.items()])


def encode_long_columns(frame: pl.DataFrame) -> dict[str, DictionaryEncoded]:
    """Every column of a frame; if it is long, those of texts and decimals with each value once.

    Fetching values from all over a long column takes several times as long as from a short one.
    """
    make = _encode_long_column if frame.height > LONG else DictionaryEncoded
    return {column.name: make(column) for column in frame.iter_columns()}


def _encode_long_column(column: pl.Series) -> DictionaryEncoded:
    if column.dtype == pl.String:
        return encode(column)
    if isinstance(column.dtype, pl.Decimal):
        texts = encode(column.cast(pl.String))
        return texts.with_values(texts.values.cast(column.dtype))
    return DictionaryEncoded(column)


def gather_columns(columns: Mapping[str, DictionaryEncoded], indices: pl.Series) -> pl.DataFrame:
    """The values of columns at those indices; null at none."""
    return pl.DataFrame([_gather(texts, indices).alias(name) for name, texts in columns.items()])


def _gather(texts: DictionaryEncoded, indices: pl.Series) -> pl.Series:
    codes = indices if texts.codes is None else texts.codes.gather(indices)
    return texts.values.gather(codes)
