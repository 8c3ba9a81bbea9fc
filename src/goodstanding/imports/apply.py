"""The only step that writes: a plan into the records, in one transaction, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from django.db import IntegrityError, connection

from goodstanding.history.bulk import (
    Moved,
    Records,
    count_staged,
    create_staging,
    find_moved,
    merge,
    stage_csv,
)
from goodstanding.history.models import Event
from goodstanding.history.record import recorded
from goodstanding.imports.kinds import ImportKind
from goodstanding.imports.models import Import
from goodstanding.imports.scope import changeable_sql
from goodstanding.imports.transaction import expect_many_rows
from goodstanding.licenses.models import LicenseType
from goodstanding.people.actor import Actor
from goodstanding.plans.plan import Plan
from goodstanding.refusals import StalePlan

IMPORT_LOCK = 7_410_266
"""The number of the advisory lock that lets one import write at a time."""

CHUNK_ROWS = 50_000


def apply_plan(import_: Import, plan: Plan, kind: ImportKind, actor: Actor) -> dict[str, int]:
    """Write the plan inside the caller's transaction; give how many were added, changed, removed.

    Raises ``StalePlan`` if anything that the plan relied on has moved; then the caller's
    transaction must be rolled back.
    """
    expect_many_rows()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [IMPORT_LOCK])
        # The rights of who imports stay as they are until the commit.
        cursor.execute("SELECT 1 FROM people_user WHERE id = %s FOR SHARE", [actor.user.pk])
    actor.user.refresh_from_db()
    actor.require(kind.permission)
    _stage(plan, kind)
    moved = find_moved(kind.records) or _out_of_scope(kind, actor) or _types_changed(plan)
    if moved:
        raise _stale(moved)
    counts = plan.counts()
    planned = {key: counts[key] for key in ("add", "change", "remove")}
    if not any(planned.values()):
        return planned
    words = _in_words(import_, planned)
    with recorded(kind.action, words, import_id=import_.id, actor=actor) as event:
        done = _merge(kind.records, event)
        if done != planned:
            raise RuntimeError(f"the plan says {planned}, but {done} was written")
    return done


def _merge(records: Records, event: Event) -> dict[str, int]:
    try:
        done = merge(records, event)
        with connection.cursor() as cursor:
            # Foreign keys are looked at now, not at the commit, where nobody could catch it.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except (IntegrityError, Moved) as error:
        # Somebody changed or added the same record between our look and our write.
        raise _stale([]) from error
    return done


def _stage(plan: Plan, kind: ImportKind) -> None:
    """Send the rows of the plan to the database; of what stays the same, only which it is."""
    records, frame = kind.records, plan.frame
    create_staging(records)
    outcome, known = pl.col("outcome"), pl.col("target_id").is_not_null()
    keys = (
        pl.col("target_id").alias("record_id"),
        pl.col("target_version").fill_null(0).alias("record_version"),
        pl.col("row").alias("source_row"),
    )
    same = frame.lazy().filter(outcome == "same").select(keys).collect()
    stage_csv(records.unchanged, same.columns, _csv(same))
    values = (pl.col(source).alias(column) for column, source in kind.stored.items())
    written = (
        frame.lazy()
        .filter(outcome.is_in(["add", "change", "remove"]))
        # In the order in which they lie in the database, which finds them sooner so.
        .sort("target_id", "row")
        .select(known.alias("known"), "outcome", *keys, *values)
        .with_columns(pl.col(pl.Decimal).cast(pl.String).str.strip_suffix(".00"))
    )
    for rows in (
        written.filter("known").drop("known").collect(),
        # New records are numbered by the database.
        written.filter(~pl.col("known")).drop("known", "record_id").collect(),
    ):
        stage_csv(records.staging, rows.columns, _csv(rows))
    count_staged(records)


def _csv(frame: pl.DataFrame) -> Iterator[bytes]:
    """A frame as CSV for COPY, in chunks; a null is nothing, an empty text is quoted."""
    for chunk in frame.iter_slices(CHUNK_ROWS):
        text = chunk.write_csv(include_header=False, quote_style="non_numeric", null_value="")
        yield text.encode()


def _out_of_scope(kind: ImportKind, actor: Actor) -> list[int]:
    """The rows whose learner the actor may not change (any more)."""
    if "user_id" not in kind.stored:
        return []
    scope, parameters = changeable_sql(actor, "s.user_id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT s.source_row FROM {kind.records.staging} s WHERE NOT {scope} ORDER BY 1",
            parameters,
        )
        return [row[0] for row in cursor.fetchall()]


def _types_changed(plan: Plan) -> list[int]:
    """The rows that give a license whose entry on the list is another one by now.

    It may be retired, or mean something else. The entries stay as they are until the commit.
    """
    if "license_type_version" not in plan.frame.columns:
        return []
    given = (
        plan.frame.lazy()
        .filter(pl.col("outcome").is_in(["add", "change"]))
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


def _stale(rows: list[int]) -> StalePlan:
    named = (
        f" (rows {', '.join(map(str, rows[:5]))}{' …' if len(rows) > 5 else ''})" if rows else ""
    )
    return StalePlan(
        "plan-out-of-date",
        f"{len(rows) or 'Some'} records changed after this file was checked{named}. "
        "Nothing was imported.",
        "Look at the new check and import that one.",
    )


def _in_words(import_: Import, counts: dict[str, int]) -> str:
    parts = {"add": "added", "change": "changed", "remove": "deleted"}
    done = ", ".join(f"{counts[key]:,} {word}" for key, word in parts.items())
    return f"{import_.file_name}: {done}"
