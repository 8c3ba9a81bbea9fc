"""Checks of the database."""

from __future__ import annotations

from uuid import uuid4

from django.db import DatabaseError, connection, transaction

from goodstanding.config.schema import read_schema
from goodstanding.health.finding import Finding, bad, good

PATIENCE = "3s"
"""Whoever asks whether we are ready does not wait longer."""


def see_write() -> Finding:
    """Write a row and take it back, on the disk of the database; nobody else waits for it."""
    key = f"probe-{uuid4()}"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL statement_timeout = '{PATIENCE}'")
            cursor.execute("INSERT INTO installation_fact (key, value) VALUES (%s, '{}')", [key])
            cursor.execute("DELETE FROM installation_fact WHERE key = %s", [key])
    except DatabaseError as error:
        state = getattr(error.__cause__, "sqlstate", None)
        if state is None or state.startswith(("08", "57P")):
            raise
        return bad(
            f"The database takes no changes (PostgreSQL says {state}).",
            "See whether its disk is full, or whether it is a standby or set to read only.",
        )
    return good("The database takes changes.")


def see_migrations() -> Finding:
    """The tables are those that this program knows."""
    schema = read_schema()
    if schema.unknown:
        return bad(
            "A newer version of Good Standing has changed the tables.",
            "Install that version again, or restore a backup from before the upgrade.",
        )
    if schema.missing:
        return bad(
            f"{len(schema.missing)} changes of the tables are still to be made.",
            "Run goodstanding migrate.",
        )
    return good("The tables are as this program needs them.")
