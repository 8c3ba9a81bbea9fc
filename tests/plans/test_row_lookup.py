"""Where rows of one frame stand in another, whatever the hashes say."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goodstanding.plans import row_lookup as module
from goodstanding.plans.row_lookup import find_rows

VALUES = st.tuples(st.none() | st.integers(0, 3), st.none() | st.sampled_from(["", "a", "b"]))
SCHEMA = {"id": pl.Int64, "text": pl.String}


def frame(rows: list[tuple[int | None, str | None]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


@given(st.lists(VALUES), st.lists(VALUES, unique=True))
def test_places_are_those_that_looking_through_all_rows_would_give(
    wanted: list[tuple[int | None, str | None]], among: list[tuple[int | None, str | None]]
) -> None:
    expected = [among.index(one) if None not in one and one in among else None for one in wanted]
    assert find_rows(frame(wanted), frame(among)).to_list() == expected


def test_different_values_of_the_same_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        module, "row_hash", lambda names: (pl.col(names[0]).hash() * 0).alias("short")
    )
    found = find_rows(frame([(1, "a"), (2, "b"), (3, "c")]), frame([(2, "b"), (1, "b")]))
    assert found.to_list() == [None, 0, None]
    assert find_rows(frame([(1, "a")]), frame([(1, "b")])).to_list() == [None]
