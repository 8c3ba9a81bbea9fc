"""Versions of records that are written one by one: copied from the table after the change."""

# ruff: noqa: S608 - SQL made of our own table and column names

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection

from goodstanding.history.bulk import Records
from goodstanding.history.models import Event


def copy_versions(records: Records, ids: Sequence[int], event: Event) -> None:
    """Keep a version of each record of these ids that differs from its last one.

    A record that is not there any more gets a last version, which says so. Whoever calls sees to
    it that nobody else changes the same records meanwhile.
    """
    into, columns = records.version_model._meta.db_table, records.columns
    now = ", ".join(f"t.{column}" for column in columns)
    last = ", ".join(f"v.{column}" for column in columns)
    kept = ", ".join(f"CASE WHEN t.id IS NULL THEN v.{c} ELSE t.{c} END" for c in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {into} (record_id, version, removed, event_id, {', '.join(columns)}) "
            f"SELECT w.id, coalesce(v.version, 0) + 1, t.id IS NULL, %s, {kept} "
            f"FROM unnest(%s::bigint[]) AS w(id) "
            f"LEFT JOIN {_escaped(records)} t ON t.id = w.id "
            f"LEFT JOIN LATERAL (SELECT * FROM {into} WHERE record_id = w.id "
            f"ORDER BY version DESC LIMIT 1) v ON true "
            f"WHERE CASE WHEN t.id IS NULL THEN NOT v.removed WHEN v.version IS NULL THEN true "
            f"ELSE v.removed OR ROW({now}) IS DISTINCT FROM ROW({last}) END",
            [event.pk, list(ids)],
        )


def _escaped(records: Records) -> str:
    """SQL for the records, in a statement with parameters."""
    return records.present.replace("%", "%%")
