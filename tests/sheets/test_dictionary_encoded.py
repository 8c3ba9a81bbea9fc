"""Columns of texts by their distinct texts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.sheets import dictionary_encoded as texts
from goodstanding.sheets.dictionary_encoded import (
    SAMPLE,
    decode_frame,
    encode,
    encode_all,
    encode_long_columns,
    gather_columns,
)

CELLS = st.lists(st.none() | st.sampled_from(["", "a", "b", "Ohio", "  "]) | st.text(max_size=5))


@given(CELLS)
def test_rows_are_as_they_were(cells: list[str | None]) -> None:
    column = pl.Series("c", cells, dtype=pl.String)
    assert encode(column).rows().to_list() == cells
    frame = column.to_frame()
    assert decode_frame(encode_all(frame)).equals(frame)


def test_a_column_that_repeats_itself_has_each_text_once() -> None:
    states = encode(pl.Series(["TX", "OH", None, "TX"] * SAMPLE))
    assert states.codes is not None
    assert sorted(states.values.to_list(), key=str) == ["OH", "TX", None] or len(states.values) == 3
    assert encode(pl.Series([str(n) for n in range(100)])).codes is None


@pytest.mark.parametrize("long", [0, texts.LONG])
def test_values_are_fetched_from_any_place(monkeypatch: pytest.MonkeyPatch, long: int) -> None:
    monkeypatch.setattr(texts, "LONG", long)
    frame = pl.DataFrame(
        {
            "state": ["TX", "OH", "TX", None] * 10,
            "hours": [Decimal("20.50"), None, Decimal("7.00"), Decimal("20.50")] * 10,
            "day": [date(2026, 1, day) for day in range(1, 21)] * 2,
            "flag": [True, False] * 20,
        },
        schema_overrides={"hours": pl.Decimal(12, 2)},
    )
    at = pl.Series([3, None, 0, 39], dtype=pl.UInt32)
    assert gather_columns(encode_long_columns(frame), at).equals(frame.select(pl.all().gather(at)))
