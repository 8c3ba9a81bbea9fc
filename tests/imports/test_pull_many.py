"""Very many rows of the database as a frame, in bundles."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.imports import pull
from goodstanding.imports.pull import pull_frame, pull_many
from tests.imports.test_pull import QUERY, SCHEMA, TEXT

pytestmark = pytest.mark.django_db

NUMBERED = f"SELECT row_number() OVER () AS id, every.* FROM ({QUERY}) every"
WITH_ID = {"id": pl.Int64, **SCHEMA}


def test_every_kind_of_value_arrives() -> None:
    assert pull_many(WITH_ID, NUMBERED).sort("id").equals(pull_frame(WITH_ID, NUMBERED).sort("id"))


def test_nothing_is_an_empty_frame() -> None:
    assert pull_many(WITH_ID, f"{NUMBERED} LIMIT 0").schema == WITH_ID


def test_rows_without_nulls_come_in_bundles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "BUNDLE_IDS", 7)
    monkeypatch.setattr(pull, "pull_frame", None)  # the other way is not taken
    query = (
        "SELECT n AS id, 'x' || n AS text, n % 3 = 0 AS flag, nullif(n, 5) AS number, "
        "nullif(n, 6) / 4.0 AS amount, DATE '2026-01-01' + nullif(n, 7)::int AS day, "
        "to_timestamp(nullif(n, 8)) AS moment FROM generate_series(1, 100) n"
    )
    found = pull_many(WITH_ID, query).sort("id")
    assert found.equals(pull_frame(WITH_ID, query).sort("id"))
    assert found.null_count().row(0) == (0, 0, 1, 1, 1, 1, 0)


ODD = ["\\N", "NaN", "a\tb", "\r", "\n", "\x1e", "\x1f", '"', "-128"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.none() | TEXT | st.sampled_from(ODD)))
def test_texts_arrive_as_they_are(texts: list[str | None]) -> None:
    query = "SELECT text, at AS id FROM unnest(%s::text[]) WITH ORDINALITY AS u(text, at)"
    found = pull_many({"id": pl.Int64, "text": pl.String}, query, [texts])
    assert found.sort("id")["text"].to_list() == texts
