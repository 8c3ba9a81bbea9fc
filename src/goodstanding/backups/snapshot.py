"""One moment of the database: what it holds then, while a dump of the same moment is made."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from django.db import connections
from psycopg import sql

from goodstanding.imports.housekeeping import TIDY_LOCK

Connection = psycopg.Connection[Any]
NOT_BACKED_UP = ("django_session", "installation_fact", "installation_worker")
"""Tables whose rows stay behind: after a restore, everybody signs in anew, and what is noted of
this installation itself does not hold for another.
"""
TABLES = (
    "SELECT c.oid::regclass::text, c.relname FROM pg_class c WHERE c.relkind IN ('r', 'p') "
    "AND c.relnamespace::regnamespace::text !~ '^(pg_|information_schema$)' ORDER BY 2"
)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment, held open.

    ``size`` is how many bytes the tables take, without their indexes; ``imports`` are id, folder
    of the last attempt (0 for none) and whether there was an upload, of those that have files.
    """

    connection: Connection
    id: str
    server: str
    size: int
    migrations: list[tuple[str, str]]
    position: int
    head: str
    counts: dict[str, int]
    imports: list[tuple[str, int, bool]]


@contextmanager
def own_connection() -> Iterator[Connection]:
    """A connection to the database apart from that of the process, which commits by itself."""
    own = connections.create_connection("default")
    try:
        own.ensure_connection()
        yield cast(Connection, own.connection)
    finally:
        own.close()


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Hold on to a moment of the database, and keep the sweeper off files that it refers to."""
    with own_connection() as connection:
        connection.execute("SELECT pg_advisory_lock_shared(%s)", [TIDY_LOCK])
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield _look(connection)
        finally:
            connection.execute("ROLLBACK")


def count_rows(connection: Connection) -> dict[str, int]:
    """How many rows each table has that is backed up."""
    found = {}
    for shown, name in connection.execute(TABLES).fetchall():
        if name not in NOT_BACKED_UP:
            found[name] = _one(connection, f"SELECT count(*) FROM {shown}")
    return found


def _look(connection: Connection) -> Snapshot:
    last = connection.execute(
        "SELECT position, digest FROM history_link ORDER BY position DESC LIMIT 1"
    ).fetchone()
    size = "coalesce(sum(pg_table_size(oid)), 0) FROM pg_class WHERE relkind = 'r'"
    return Snapshot(
        connection,
        id=_one(connection, "SELECT pg_export_snapshot()"),
        server=_one(connection, "SELECT current_setting('server_version')"),
        size=int(_one(connection, f"SELECT {size}")),
        migrations=connection.execute(
            "SELECT app, name FROM django_migrations ORDER BY id"
        ).fetchall(),
        position=last[0] if last else 0,
        head=last[1] if last else "",
        counts=count_rows(connection),
        imports=_imports(connection),
    )


def _imports(connection: Connection) -> list[tuple[str, int, bool]]:
    """Imports that have files, by whatever columns an earlier version had."""
    rows = connection.execute("SELECT to_jsonb(i)::text FROM imports_import i ORDER BY id")
    return [
        (row["id"], int(row.get("files") or 0), not row.get("undoes_id"))
        for row in (json.loads(text) for (text,) in rows)
        if not row.get("files_removed_at")
    ]


def _one(connection: Connection, statement: str) -> Any:
    row = connection.execute(sql.SQL(statement)).fetchone()
    return row[0] if row else None
