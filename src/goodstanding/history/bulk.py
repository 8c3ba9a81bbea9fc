"""Writing many records at once, each with its version: stage, see what has moved, merge.

The single-record deeds of the product stage one row; an import stages a whole plan. All of
it is set-based SQL inside the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

from goodstanding.history.models import Event, Version

STAGING_COLUMNS = ("outcome", "record_id", "record_version", "source_row")
"""What a staged row says besides its values. ``outcome`` is add, change or remove;
``record_version`` the version that the outcome was decided on (0 for a new record)."""


@dataclass(frozen=True, slots=True)
class Records:
    """A table whose every change is kept as a version.

    ``columns`` are the database columns that a version copies. ``identity`` is SQL that says
    when record ``t`` and staged row ``s`` are the same thing. ``keeps_event`` tells whether the
    record itself points to its last event, ``is_numbered`` whether it has the number of its last
    version. ``source`` is SQL for what versions copy, where that is not the whole table; such
    records are written otherwise, and copied by ``history.copies``. ``names`` are the words for
    one and for many of them.
    """

    model: type[models.Model]
    version_model: type[Version]
    columns: tuple[str, ...]
    identity: str = ""
    keeps_event: bool = False
    is_numbered: bool = True
    source: str = ""
    names: tuple[str, str] | None = None

    @property
    def present(self) -> str:
        """SQL for the records with the columns that versions copy."""
        return self.source or self.table

    @property
    def called(self) -> str:
        """What one of them is called."""
        return self.names[0] if self.names else str(self.model._meta.verbose_name)

    @property
    def plural(self) -> str:
        """What many of them are called."""
        return self.names[1] if self.names else str(self.model._meta.verbose_name_plural)

    @property
    def table(self) -> str:
        """The table of the records."""
        return self.model._meta.db_table

    @property
    def staging(self) -> str:
        """The temporary table in which rows wait to be merged."""
        return f"staged_{self.table}"


class Moved(Exception):
    """A staged record was changed or removed by somebody else before it could be written."""


def create_staging(records: Records) -> None:
    """Make the empty staging table; it goes with the transaction.

    New records that are staged without ``record_id`` get a number at once.
    """
    _run(f"DROP TABLE IF EXISTS pg_temp.{records.staging}")
    _run(
        f"CREATE TEMPORARY TABLE {records.staging} ON COMMIT DROP AS "
        f"SELECT ''::text AS outcome, 0::bigint AS record_id, 0 AS record_version, "
        f"0 AS source_row, {', '.join(records.columns)} FROM {records.table} WITH NO DATA"
    )
    # Of a hundred thousand rows, some thousands tell enough (see ``count_staged``).
    _run(
        f"ALTER TABLE {records.staging} ALTER record_id SET DEFAULT "
        f"nextval(pg_get_serial_sequence('{records.table}', 'id')), "
        f"ALTER outcome SET STATISTICS 10, ALTER record_id SET STATISTICS 10"
    )


def stage_rows(records: Records, rows: Iterable[Mapping[str, Any]]) -> None:
    """Stage rows given as mappings by column name; absent columns are null."""
    columns = (*STAGING_COLUMNS, *records.columns)
    create_staging(records)
    with connection.cursor() as cursor:
        statement = f"COPY {records.staging} ({', '.join(columns)}) FROM STDIN"
        with cursor.cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row([row.get(column) for column in columns])


def stage_csv(records: Records, columns: Sequence[str], chunks: Iterable[bytes]) -> None:
    """Stage CSV without a header (an unquoted empty value is null)."""
    with connection.cursor() as cursor:
        statement = f"COPY {records.staging} ({', '.join(columns)}) FROM STDIN WITH (FORMAT csv)"
        with cursor.cursor.copy(statement) as copy:
            for chunk in chunks:
                copy.write(chunk)


def count_staged(records: Records) -> None:
    """Let the database know what is staged, once everything is."""
    _run(f"ANALYZE {records.staging} (outcome, record_id)")


def find_moved(records: Records) -> list[int]:
    """The source rows whose record moved: it was changed or removed since the outcome was
    decided, or exists by now though it was to be added. What moves after this look, ``merge``
    finds.
    """
    table, staging = records.table, records.staging
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.source_row FROM {staging} s LEFT JOIN {table} t ON t.id = s.record_id "
            f"WHERE s.outcome <> 'add' AND t.version IS DISTINCT FROM s.record_version "
            f"UNION ALL "
            f"SELECT s.source_row FROM {staging} s JOIN {table} t ON {records.identity} "
            f"WHERE s.outcome = 'add' ORDER BY 1"
        )
        return [row[0] for row in cursor.fetchall()]


def merge(records: Records, event: Event) -> dict[str, int]:
    """Write the staged rows and their versions; give how many were added, changed, removed.

    Raises ``Moved``, or IntegrityError, if somebody else was faster; then the transaction must
    be rolled back. Nobody is kept waiting before this: a record is locked as it is written.
    """
    table, staging, columns = records.table, records.staging, ", ".join(records.columns)
    _number_new_rows(records)
    _write_versions(records, event)
    same = "t.id = s.record_id AND t.version = s.record_version"
    removed = _run(f"DELETE FROM {table} t USING {staging} s WHERE {same} AND s.outcome = 'remove'")
    event_set = f", event_id = {event.pk:d}" if records.keeps_event else ""
    changed = _run(
        f"UPDATE {table} t SET version = t.version + 1{event_set}, "
        f"{', '.join(f'{column} = s.{column}' for column in records.columns)} "
        f"FROM {staging} s WHERE {same} AND s.outcome = 'change'"
    )
    event_column, event_value = (", event_id", f", {event.pk:d}") if event_set else ("", "")
    added = _run(
        f"INSERT INTO {table} (id, version, {columns}{event_column}) "
        f"SELECT record_id, record_version + 1, {columns}{event_value} FROM {staging} "
        f"WHERE outcome = 'add' ORDER BY source_row"
    )
    done = {"add": added, "change": changed, "remove": removed}
    if done != _staged(records):
        raise Moved
    return done


def _staged(records: Records) -> dict[str, int]:
    counts = ", ".join(
        f"count(*) FILTER (WHERE outcome = '{outcome}')" for outcome in ("add", "change", "remove")
    )
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts} FROM {records.staging}")
        return dict(zip(("add", "change", "remove"), cursor.fetchone(), strict=True))


def staged_ids(records: Records) -> list[int]:
    """The ids of the merged records, in the order of the staged rows."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT record_id FROM {records.staging} ORDER BY source_row")
        return [row[0] for row in cursor.fetchall()]


def _number_new_rows(records: Records) -> None:
    # A record that is put back keeps the number that it had.
    _run(
        f"UPDATE {records.staging} SET record_id = "
        f"nextval(pg_get_serial_sequence('{records.table}', 'id')) "
        f"WHERE outcome = 'add' AND record_id IS NULL"
    )


def _write_versions(records: Records, event: Event) -> None:
    into = records.version_model._meta.db_table
    columns = ", ".join(records.columns)
    target = f"INSERT INTO {into} (record_id, version, removed, source_row, event_id, {columns})"
    _run(
        f"{target} SELECT record_id, record_version + 1, false, source_row, {event.pk:d}, "
        f"{columns} FROM {records.staging} WHERE outcome IN ('add', 'change')"
    )
    kept = ", ".join(f"t.{column}" for column in records.columns)
    _run(
        f"{target} SELECT t.id, t.version + 1, true, s.source_row, {event.pk:d}, {kept} "
        f"FROM {records.staging} s JOIN {records.table} t ON t.id = s.record_id "
        f"AND t.version = s.record_version WHERE s.outcome = 'remove'"
    )


def _run(statement: str) -> int:
    """Run one statement made of our own names only; give the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)
