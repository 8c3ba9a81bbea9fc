"""What has moved since a file was checked: records, whose they are, and what entries mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from django.db import connection

from goodstanding.history.bulk import Records
from goodstanding.imports.kinds import ImportKind
from goodstanding.imports.pull import pull_frame
from goodstanding.imports.scope import changeable_sql
from goodstanding.licenses.models import LicenseType
from goodstanding.people.actor import Actor


def find_moved(plan: pl.LazyFrame, kind: ImportKind, actor: Actor, since: int) -> list[int]:
    """The rows of a staged plan that cannot be relied on any more.

    ``since`` is where the chain of events ended when the check began: what no later event has
    touched is as it was. What moves after this look, ``history.bulk.merge`` finds.
    """
    return (
        _records_moved(plan, kind.records, since)
        or _out_of_scope(kind, actor)
        or _types_changed(plan)
    )


def _records_moved(plan: pl.LazyFrame, records: Records, since: int) -> list[int]:
    """The rows whose record was changed or removed, or exists by now though it is to be added."""
    versions = records.version_model._meta.db_table
    touched = (
        f"SELECT v.record_id FROM {versions} v JOIN history_link l ON l.event_id = v.event_id "
        f"WHERE l.position > {since:d}"
    )
    now = pull_frame(
        {"target_id": pl.Int64, "version_now": pl.Int32},
        f"SELECT DISTINCT k.record_id AS target_id, t.version AS version_now "
        f"FROM ({touched}) k LEFT JOIN {records.table} t ON t.id = k.record_id",
    )
    if now.is_empty():
        return []
    moved = (
        plan.filter(pl.col("outcome").is_in(["same", "change", "remove"]))
        .select("row", "target_id", "target_version")
        .join(now.lazy(), on="target_id")
        .filter(pl.col("version_now").ne_missing(pl.col("target_version")))
        .collect()
    )
    there_now = _source_rows(
        f"JOIN {records.table} t ON {records.identity} "
        f"WHERE s.outcome = 'add' AND t.id IN ({touched})",
        records,
    )
    return sorted([*moved["row"].to_list(), *there_now])


def _out_of_scope(kind: ImportKind, actor: Actor) -> list[int]:
    """The rows whose learner the actor may not change (any more)."""
    if "user_id" not in kind.stored:
        return []
    scope, parameters = changeable_sql(actor, "s.user_id")
    return _source_rows(f"WHERE NOT {scope}", kind.records, parameters)


def _source_rows(which: str, records: Records, parameters: Sequence[Any] = ()) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.source_row FROM {records.staging} s {which} ORDER BY 1",
            parameters or None,
        )
        return [row[0] for row in cursor.fetchall()]


def _types_changed(plan: pl.LazyFrame) -> list[int]:
    """The rows that give a license whose entry on the list is another one by now.

    It may be retired, or mean something else. The entries stay as they are until the commit.
    """
    if "license_type_version" not in plan.collect_schema():
        return []
    given = (
        plan.filter(pl.col("outcome").is_in(["add", "change"]))
        .select("row", "license_type_id", "license_type_version")
        .collect()
    )
    ids = given["license_type_id"].unique().to_list()
    entries = LicenseType.objects.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True)
    now = pl.DataFrame(
        list(entries.values_list("pk", "version")),
        schema={"license_type_id": pl.Int64, "license_type_version": pl.Int32},
        orient="row",
    )
    changed = given.join(now, on=now.columns, how="anti", maintain_order="left")
    return changed["row"].to_list()
