"""What an import did to the records, from the versions: what was before it, and what is now."""

# ruff: noqa: S608 - SQL made of our own table and column names

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import polars as pl
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import DO_NOTHING, ForeignKey, Model

from goodstanding.history.bulk import Records
from goodstanding.history.models import Event
from goodstanding.imports.kinds import ImportKind
from goodstanding.imports.pull import Schema, pull_frame
from goodstanding.imports.scope import changeable_ids
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.plans import reference as schemas

SCHEMAS: dict[str, Schema] = {
    "licenses": schemas.HELD_SCHEMA,
    "learners": schemas.USER_SCHEMA,
    "license-types": schemas.LICENSE_TYPE_SCHEMA,
}
STATE: Schema = {
    "record_id": pl.Int64,
    "source_row": pl.UInt32,
    "made_version": pl.Int32,
    "made_removed": pl.Boolean,
    "had_before": pl.Boolean,
    "recorded_before": pl.Boolean,
    "is_there": pl.Boolean,
    "now_version": pl.Int32,
    "last_version": pl.Int32,
    "editor": pl.String,
    "edited_on": pl.String,
    "exists_again": pl.Boolean,
    "in_use": pl.Boolean,
    "outside": pl.Boolean,
    "missing": pl.String,
}
SHOWN: dict[str, Schema] = {
    "licenses": {
        "user_id": pl.Int64,
        "license_type_id": pl.Int64,
        "license_type_version": pl.Int32,
        "subject": pl.String,
        "license": pl.String,
        "username_then": pl.String,
    },
    "learners": {"now_unit": pl.String, "old_unit": pl.String},
    "license-types": {},
}
_SHOWN_SQL = {
    "licenses": (
        "m.user_id, m.license_type_id, k.version AS license_type_version, "
        "u.first_name || ' ' || u.last_name || ' (' || u.username || ')' AS subject, "
        "k.name || CASE k.state WHEN '' THEN '' ELSE ' (' || k.state || ')' END AS license, "
        # Somebody outside may have another name by now, which is nobody's business here.
        "(SELECT h.username FROM people_userversion h WHERE h.record_id = m.user_id "
        "AND h.event_id <= m.event_id ORDER BY h.version DESC LIMIT 1) AS username_then"
    ),
    "learners": "present.full_name AS now_unit, former.full_name AS old_unit",
    "license-types": "",
}
_JOINS = {
    "licenses": (
        "LEFT JOIN people_user u ON u.id = m.user_id "
        "LEFT JOIN licenses_licensetype k ON k.id = m.license_type_id"
    ),
    "learners": (
        "LEFT JOIN people_unit present ON present.id = t.unit_id "
        "LEFT JOIN people_unit former ON former.id = s.unit_id"
    ),
    "license-types": "",
}
_MISSING = {
    "licenses": "CASE WHEN k.id IS NULL THEN 'available license' END",
    "learners": "CASE WHEN s.unit_id IS NOT NULL AND former.id IS NULL THEN 'unit' END",
    "license-types": "NULL",
}


def find_undone(undone_id: UUID, kind: ImportKind, actor: Actor) -> pl.DataFrame:
    """A row for each version that the import made: ``STATE``, ``SHOWN`` of the kind, and each
    column of the records as ``old_<column>`` (before the import) and ``now_<column>``.

    Runs in the caller's transaction, in a handful of statements whatever the number of rows.
    """
    records, name = kind.records, kind.sheet.name
    _collect(undone_id, records)
    scope, parameters = _scope(kind, actor)
    shown = f", {_SHOWN_SQL[name]}" if _SHOWN_SQL[name] else ""
    values = ", ".join(
        f"s.{column} AS old_{column}, t.{column} AS now_{column}" for column in records.columns
    )
    versions = records.version_model._meta.db_table
    query = (
        f"SELECT s.record_id, s.source_row, s.made_version, m.removed AS made_removed, "
        f"s.had_before, s.recorded_before, t.id IS NOT NULL AS is_there, "
        f"t.version AS now_version, l.version AS last_version, "
        f"COALESCE(NULLIF(btrim(p.first_name || ' ' || p.last_name), ''), e.actor_name) AS editor, "
        f"to_char(e.at AT TIME ZONE %s, 'FMMonth FMDD, YYYY') AS edited_on, "
        f"s.had_before AND {_exists_again(records)} AS exists_again, "
        f"NOT s.had_before AND {_in_use(records.model)} AS in_use, "
        f"{scope} AS outside, {_MISSING[name]} AS missing{shown}, {values} "
        f"FROM undoing s "
        f"JOIN {versions} m ON m.record_id = s.record_id AND m.version = s.made_version "
        f"JOIN {versions} l ON l.record_id = s.record_id AND l.version = s.last_version "
        f"JOIN {Event._meta.db_table} e ON e.id = l.event_id "
        f"LEFT JOIN {User._meta.db_table} p ON p.id = e.actor_id "
        f"LEFT JOIN {records.table} t ON t.id = s.record_id {_JOINS[name]} ORDER BY s.source_row"
    )
    schema = STATE | SHOWN[name] | _values_schema(kind)
    return pull_frame(schema, query, [settings.TIME_ZONE, *parameters])


def _values_schema(kind: ImportKind) -> Schema:
    types = SCHEMAS[kind.sheet.name]
    pairs = ((column, types[column]) for column in kind.records.columns)
    return {f"{when}_{column}": given for column, given in pairs for when in ("old", "now")}


def _collect(undone_id: UUID, records: Records) -> None:
    """The temporary table ``undoing``: each record that the import touched, as it was before."""
    versions = records.version_model._meta.db_table
    old = ", ".join(f"b.{column}" for column in records.columns)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.undoing")
        cursor.execute(
            f"CREATE TEMPORARY TABLE undoing ON COMMIT DROP AS "
            f"SELECT m.record_id, m.source_row, m.version AS made_version, "
            f"(SELECT max(l.version) FROM {versions} l WHERE l.record_id = m.record_id) "
            f"AS last_version, "
            # What has a version above 1 was there before, even if nobody wrote down as what.
            f"COALESCE(NOT b.removed, m.version > 1) AS had_before, "
            f"m.version = 1 OR b.id IS NOT NULL AS recorded_before, {old} "
            f"FROM {versions} m JOIN {Event._meta.db_table} e ON e.id = m.event_id "
            f"LEFT JOIN {versions} b ON b.record_id = m.record_id AND b.version = m.version - 1 "
            f"WHERE e.import_id = %s",
            [undone_id],
        )
        cursor.execute("ANALYZE undoing")


def _exists_again(records: Records) -> str:
    """SQL: another record is by now what this one would be again."""
    return (
        f"EXISTS (SELECT 1 FROM {records.table} t "
        f"WHERE t.id <> s.record_id AND ({records.identity}))"
    )


def _in_use(model: type[Model]) -> str:
    """SQL: something refers to the record, or somebody may sign in as this user."""
    conditions = [
        f"EXISTS (SELECT 1 FROM {field.model._meta.db_table} r WHERE r.{field.column} = t.id)"
        for other in apps.get_models(include_auto_created=True)
        for field in other._meta.concrete_fields
        if isinstance(field, ForeignKey)
        # A version outlives what it speaks of, and stands in nobody's way.
        and field.remote_field.on_delete is not DO_NOTHING
        and field.related_model is model
    ]
    if model is User:
        conditions.append("t.password NOT LIKE '!%%' OR t.last_login IS NOT NULL")
    return f"COALESCE({' OR '.join(conditions) or 'false'}, false)"


def _scope(kind: ImportKind, actor: Actor) -> tuple[str, Sequence[Any]]:
    """SQL: the learner is none of those whose licenses the actor may change."""
    if "user_id" not in kind.stored:
        return "false", ()
    ids, parameters = changeable_ids(actor)
    return f"m.user_id NOT IN ({ids})", parameters
