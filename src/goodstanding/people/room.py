"""Room in the tables that signing in writes to, so that it works while the disk is full."""

from __future__ import annotations

from django.contrib.sessions.models import Session
from django.db import connection

from goodstanding.people.models import Tries

BYTES = 3 * 1024 * 1024
"""What each table has at least: room for thousands of people."""

# Rows are written and removed again. Their pages stay with the table, as it never gives any back.
_FILLED = {
    Tries: """
        INSERT INTO people_tries (key, free_at)
        SELECT encode(sha256(n::text::bytea), 'hex'), now() - interval '1 year'
        FROM generate_series(1, 30000) AS n ON CONFLICT DO NOTHING""",
    Session: """
        INSERT INTO django_session (session_key, session_data, expire_date)
        SELECT md5(n::text), repeat('x', 400), now() - interval '1 year'
        FROM generate_series(1, 8000) AS n ON CONFLICT DO NOTHING""",
}
_EMPTIED = {
    Tries: "DELETE FROM people_tries WHERE free_at < now() - interval '364 days'",
    Session: "DELETE FROM django_session WHERE expire_date < now() - interval '364 days'",
}


def keep_room() -> None:
    """Give the tables their room, unless they have it; not within a transaction."""
    for model, fill in _FILLED.items():
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_table_size(%s::regclass)", [table])
            if cursor.fetchone()[0] >= BYTES:
                continue
            cursor.execute(f"ALTER TABLE {table} SET (vacuum_truncate = off)")
            cursor.execute(fill)
            cursor.execute(_EMPTIED[model])
            cursor.execute(f"VACUUM {table}")
            # Pages of an index that are empty by now can be used after one more transaction.
            cursor.execute("SELECT pg_current_xact_id()")
            cursor.execute(f"VACUUM {table}")
