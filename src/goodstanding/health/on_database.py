"""Checks of the database."""

from __future__ import annotations

import time
from uuid import uuid4

from django.db import DatabaseError, connection, transaction

from goodstanding.config.schema import read_schema
from goodstanding.health.finding import Finding, bad, good, soon

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


UNSAFE = {
    "fsync": "what was saved may be lost with the power",
    "full_page_writes": "pages may be torn when the power fails",
    "synchronous_commit": "the last changes may be lost with the power",
}
SMALL_SKEW, LARGE_SKEW = 2.0, 30.0
"""Seconds by which the clocks of host and database may differ."""


def see_settings() -> Finding:
    """The server keeps what it says that it has kept."""
    with connection.cursor() as cursor:
        query = "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'"
        cursor.execute(query, [sorted(UNSAFE)])
        off = sorted(name for (name,) in cursor.fetchall())
        cursor.execute("SELECT current_setting('server_version')")
        version = cursor.fetchone()[0]
    if off:
        why = "; ".join(f"{name} is off: {UNSAFE[name]}" for name in off)
        return bad(f"PostgreSQL {version} is set up so that {why}.", "Switch it on in PostgreSQL.")
    return good(f"PostgreSQL {version} keeps what it has confirmed.")


def see_clock() -> Finding:
    """Host and database agree on what time it is."""
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        skew = abs(float(cursor.fetchone()[0]) - (before + time.time()) / 2)
    said = f"The clocks of this host and of the database are {skew:,.1f} seconds apart."
    remedy = "Let both follow a time server: leases, sessions and the history go by these clocks."
    if skew > LARGE_SKEW:
        return bad(said, remedy)
    return soon(said, remedy) if skew > SMALL_SKEW else good(said)
