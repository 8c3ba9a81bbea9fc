"""The embedded database is set up for large imports, and what somebody else has set stays."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from goodstanding.config.database.tuning import MEGABYTE, memory_here, tune, tuning

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("GOODSTANDING_TEST_DATABASE_URL")), reason="the database is not ours to set"
)

Connection = psycopg.Connection[Any]


@pytest.fixture
def server() -> Iterator[Connection]:
    """A connection on which every statement is committed; the settings are ours afterwards."""
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        yield connection
        connection.execute("ALTER SYSTEM RESET max_wal_size")
        tune(connection)


def settings(server: Connection) -> dict[str, str]:
    """What stands in the file that ALTER SYSTEM writes."""
    return dict(
        server.execute(
            "SELECT name, setting FROM pg_file_settings WHERE sourcefile LIKE '%auto.conf'"
        ).fetchall()
    )


def test_what_is_missing_is_set_and_what_somebody_has_set_stays(server: Connection) -> None:
    # One story: all tests share the server.
    tuned = tuning(memory_here())
    assert settings(server) == tuned  # since it was started
    server.execute("ALTER SYSTEM SET max_wal_size = '2GB'")
    tune(server)
    assert settings(server) == tuned | {"max_wal_size": "2GB"}
    server.execute("ALTER SYSTEM RESET max_wal_size")
    tune(server)
    assert settings(server) == tuned


@pytest.mark.parametrize(
    ("megabytes", "kept"), [(256, "128MB"), (1024, "256MB"), (2048, "512MB"), (65_536, "512MB")]
)
def test_a_quarter_of_the_memory_is_for_the_database(megabytes: int, kept: str) -> None:
    assert tuning(megabytes * MEGABYTE)["shared_buffers"] == kept
