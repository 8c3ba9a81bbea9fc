"""The only step that writes: a plan into the records, in one transaction, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl
from django.db import IntegrityError, connection
from django.utils import timezone

from goodstanding.history.bulk import (
    Moved,
    Records,
    count_staged,
    create_staging,
    merge,
    stage_csv,
)
from goodstanding.history.models import Event
from goodstanding.history.record import recorded
from goodstanding.imports.kinds import ImportKind
from goodstanding.imports.models import Import
from goodstanding.imports.moved import find_moved
from goodstanding.imports.records import copy_import
from goodstanding.imports.transaction import expect_many_rows
from goodstanding.people.actor import Actor
from goodstanding.refusals import StalePlan

IMPORT_LOCK = 7_410_266
"""The number of the advisory lock that lets one import write at a time."""

CHUNK_ROWS = 10_000
"""While the database takes in so many rows, the next are written out."""

WRITTEN = ("add", "change", "remove")
"""The outcomes that write something."""


def apply_plan(
    import_: Import, plan: pl.LazyFrame, kind: ImportKind, actor: Actor
) -> dict[str, int]:
    """Write the plan inside the caller's transaction; give how many were added, changed, removed.

    ``plan`` is its frame, of which only the rows are read that write something.

    What proves the import joins the chain with its event, as it will be: it is the caller who says
    in the same transaction that the import was ``imported_at`` that time.

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
    moved = find_moved(plan, kind, actor, import_.chain_position)
    if moved:
        raise _stale(moved)
    planned = {key: int(import_.counts[key]) for key in WRITTEN}
    words = _in_words(import_, planned)
    import_.imported_at = timezone.now()
    with recorded(kind.action, words, import_id=import_.id, actor=actor) as event:
        done = _merge(kind.records, event)
        if done != planned:
            raise RuntimeError(f"the plan says {planned}, but {done} was written")
        copy_import(import_.id, import_.imported_at, event)
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


def _stage(plan: pl.LazyFrame, kind: ImportKind) -> None:
    """Send the rows that write something to the database."""
    records = kind.records
    create_staging(records)
    values = (pl.col(source).alias(column) for column, source in kind.stored.items())
    rows = (
        plan.filter(pl.col("outcome").is_in(WRITTEN))
        # In the order in which they lie in the database, which finds them sooner so.
        .sort("target_id", "row")
        .select(
            "outcome",
            pl.col("target_id").alias("record_id"),
            pl.col("target_version").fill_null(0).alias("record_version"),
            pl.col("row").alias("source_row"),
            *values,
        )
        .with_columns(pl.col(pl.Decimal).cast(pl.String).str.strip_suffix(".00"))
        .collect()
    )
    new = pl.col("record_id").is_null()
    # New records are numbered by the database.
    for part in (rows.filter(~new), rows.filter(new).drop("record_id")):
        stage_csv(records, part.columns, _csv(part))
    count_staged(records)


def _csv(frame: pl.DataFrame) -> Iterator[bytes]:
    """A frame as CSV for COPY, in chunks; a null is nothing, an empty text is quoted."""
    for chunk in frame.iter_slices(CHUNK_ROWS):
        text = chunk.write_csv(include_header=False, quote_style="non_numeric", null_value="")
        yield text.encode()


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
