"""Rows of the database as a frame, by value."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import polars as pl
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from goodstanding.imports import pull
from goodstanding.imports.pull import pull_frame

pytestmark = pytest.mark.django_db

SCHEMA = {
    "text": pl.String,
    "number": pl.Int64,
    "amount": pl.Decimal(12, 2),
    "day": pl.Date,
    "moment": pl.Datetime("us", "UTC"),
    "flag": pl.Boolean,
}
QUERY = (
    "SELECT 'Lind' AS text, 7 AS number, 37.5 AS amount, DATE '1931-02-28' AS day, "
    "TIMESTAMPTZ '2026-03-01 12:30:00.000001+00' AS moment, true AS flag, 'x' AS other "
    "UNION ALL SELECT '', -1, 0, '2200-01-01', '1999-12-31 23:59:59+00', false, '' "
    "UNION ALL SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL"
)


def test_every_kind_of_value_arrives() -> None:
    assert pull_frame(SCHEMA, QUERY).rows() == [
        ("Lind", 7, Decimal("37.50"), date(1931, 2, 28),
         datetime(2026, 3, 1, 12, 30, 0, 1, UTC), True),
        ("", -1, Decimal("0.00"), date(2200, 1, 1),
         datetime(1999, 12, 31, 23, 59, 59, 0, UTC), False),
        (None, None, None, None, None, None),
    ]  # fmt: skip


def test_nothing_is_an_empty_frame() -> None:
    assert pull_frame(SCHEMA, f"{QUERY} LIMIT 0").schema == SCHEMA


TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
SAYING = st.lists(st.none() | TEXT | st.sampled_from(["\\N", "\\", "\\\\N", "a\tb", "\r\n", "\\n"]))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(SAYING)
def test_texts_arrive_as_they_are(texts: list[str | None]) -> None:
    query = "SELECT text, at FROM unnest(%s::text[]) WITH ORDINALITY AS u(text, at) ORDER BY at"
    schema = {"text": pl.String, "at": pl.Int64}
    assert pull_frame(schema, query, [texts])["text"].to_list() == texts


def test_pieces_are_put_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pull, "PIECE_BYTES", 100)
    found = pull_frame({"n": pl.Int64}, "SELECT n FROM generate_series(1, 500) n")
    assert found["n"].to_list() == list(range(1, 501))
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")  # the connection is as it was
