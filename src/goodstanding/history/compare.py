"""Holding present records to their last versions, and saying in words what is different."""

# ruff: noqa: S608 - SQL made of our own table and column names

from __future__ import annotations

from django.db import connection

from goodstanding.history.bulk import Records


def compare_records(records: Records) -> tuple[int, str | None]:
    """How many records there are, and what is wrong with the first that is not as it was left."""
    versions = records.version_model._meta.db_table
    moved = "v.version <> t.version OR " if records.is_numbered else ""
    moved += "v.event_id <> t.event_id OR " if records.keeps_event else ""
    now = ", ".join(f"t.{column}" for column in records.columns)
    last = ", ".join(f"v.{column}" for column in records.columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH last AS (SELECT DISTINCT ON (record_id) * FROM {versions} "
            f"ORDER BY record_id, version DESC), "
            f"counted AS (SELECT record_id FROM {versions} GROUP BY record_id "
            f"HAVING count(*) <> max(version) OR min(version) <> 1) "
            f"SELECT count(t.id), min(coalesce(t.id, v.record_id)) FILTER (WHERE CASE "
            f"WHEN t.id IS NULL THEN NOT v.removed WHEN v.record_id IS NULL THEN true "
            f"ELSE v.removed OR {moved}ROW({now}) IS DISTINCT FROM ROW({last}) END), "
            f"(SELECT min(record_id) FROM counted) "
            f"FROM {records.present} t FULL JOIN last v ON v.record_id = t.id"
        )
        count, wrong, gap = cursor.fetchone()
    if wrong is not None:
        return count, _in_words(records, wrong)
    if gap is not None:
        return count, f"versions of {records.called} {gap} are missing, or there are too many"
    return count, None


def _in_words(records: Records, record_id: int) -> str:
    """What was done in the database to a record that is not what its last version says."""
    versions, compared = records.version_model._meta.db_table, [*records.columns]
    if records.is_numbered:
        compared.append("version")
    if records.keeps_event:
        compared.append("event_id")
    differs = ", ".join(f"t.{column} IS DISTINCT FROM v.{column}" for column in compared)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT t.id IS NOT NULL, coalesce(NOT v.removed, false), {differs} "
            f"FROM (SELECT %s::bigint AS id) w "
            f"LEFT JOIN {records.present.replace('%', '%%')} t ON t.id = w.id "
            f"LEFT JOIN LATERAL (SELECT * FROM {versions} WHERE record_id = w.id "
            f"ORDER BY version DESC LIMIT 1) v ON true",
            [record_id],
        )
        is_there, was_there, *different = cursor.fetchone()
    which = f"{records.called} {record_id}"
    if not is_there:
        return f"{which} was deleted in the database (its history goes on)"
    if not was_there:
        return f"{which} was added in the database (its history does not know it)"
    names = [name for name, differs in zip(compared, different, strict=True) if differs]
    return (
        f"{which} was changed in the database: {', '.join(names)} is not what its last version says"
    )
