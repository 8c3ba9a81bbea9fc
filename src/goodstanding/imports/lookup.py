"""What a file speaks of, fetched in a handful of queries whatever the number of rows."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime

import polars as pl
from django.db import connection, transaction

from goodstanding.imports.models import Import
from goodstanding.imports.pull import as_lines, pull_frame, pull_many
from goodstanding.imports.scope import changeable_sql
from goodstanding.imports.suggested import people_to_suggest, unknown_usernames
from goodstanding.imports.transaction import expect_many_rows
from goodstanding.people.actor import Actor
from goodstanding.plans import reference as schemas
from goodstanding.plans.reference import Reference
from goodstanding.sheets.normalize import Entries
from goodstanding.sheets.values.identifiers import username_key

NAMED = (
    "SELECT u.* FROM people_user u "
    "WHERE lower(u.username) = ANY((SELECT string_to_array(%s, E'\\n'))::text[])"
)
"""The users of these names, a line for each; an index finds them, and nothing has to be sorted.

What a SELECT of its own gives is not looked at while the query is planned, which would take a third
of its time.
"""
HELD_BY = (
    "SELECT * FROM licenses_license "
    "WHERE user_id = ANY((SELECT string_to_array(%s, ',')::bigint[])::bigint[])"
)
"""The licenses that users of these ids hold."""

MANY_NAMES = 20_000
"""For so many names, it takes less time to ask twice at once."""

LARGE_BYTES = 8 * 1024 * 1024
ROW_BYTES = 60
"""So long is a row of text at least, on an average."""

Ahead = Future[tuple[pl.DataFrame, pl.DataFrame]] | None
"""All learners and the licenses they hold, where they are fetched while the file is read."""


def look_ahead(import_: Import, actor: Actor, threads: Executor) -> Ahead:
    """Begin to fetch everything, if so large a file of licenses is likely to name most of it.

    Not more than three times as much is fetched as the file has rows.
    """
    if import_.kind != "licenses" or import_.file_size < LARGE_BYTES:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(reltuples) FROM pg_class WHERE oid IN "
            "('licenses_license'::regclass, 'people_user'::regclass)"
        )
        held = float(cursor.fetchone()[0])
    if not 0 <= held <= 3 * import_.file_size / ROW_BYTES:
        return None
    return threads.submit(_pull_everything, actor)


def _pull_everything(actor: Actor) -> tuple[pl.DataFrame, pl.DataFrame]:
    with _on_its_own():
        scope, parameters = changeable_sql(actor, "u.id")
        theirs, same = changeable_sql(actor, "user_id")
        learners = pull_many(
            schemas.LEARNER_SCHEMA, f"SELECT u.* FROM people_user u WHERE {scope}", parameters
        )
        held = pull_many(
            schemas.HELD_SCHEMA, f"SELECT * FROM licenses_license WHERE {theirs}", same
        )
        return learners, held


@contextmanager
def _on_its_own() -> Iterator[None]:
    """For a thread, which has a connection of its own: a transaction for much that is fetched."""
    try:
        with transaction.atomic():
            expect_many_rows()
            yield
    finally:
        connection.close()


def look_up_licenses(
    entries: Entries, actor: Actor, saved_at: datetime | None = None, ahead: Ahead = None
) -> Reference:
    """The learners that the file names, among those whose licenses the actor may change, the
    licenses they hold, what people have edited since the file was saved, and the whole list of
    available licenses.
    """
    expect_many_rows()
    names = _usernames(entries)
    if ahead:
        learners, held = ahead.result()
    else:
        names = names.unique().sort()
        pull = _pull_named if names.len() < MANY_NAMES else _pull_many_named
        learners, held = pull(names, actor)
    unknown = unknown_usernames(names, learners)
    people, usernames = people_to_suggest(unknown, actor)
    return Reference(
        learners=learners,
        held=held,
        edits=_edits(saved_at),
        file_saved_at=saved_at,
        license_types=_license_types(),
        usernames=usernames,
        people=people,
    )


def _pull_named(names: pl.Series, actor: Actor) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The learners of these names, and the licenses they hold."""
    scope, parameters = changeable_sql(actor, "u.id")
    learners = pull_many(
        schemas.LEARNER_SCHEMA, f"{NAMED} AND {scope}", [as_lines(names), *parameters]
    )
    held = pull_many(
        schemas.HELD_SCHEMA,
        HELD_BY,
        [learners.select(pl.col("id").cast(pl.String).str.join(",")).item()],
    )
    return learners, held


def _pull_many_named(names: pl.Series, actor: Actor) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same for very many names, the first half by the alphabet beside the second."""
    middle = names.len() // 2
    halves = names[:middle], names[middle:]

    def pull(half: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
        with _on_its_own():
            return _pull_named(half, actor)

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(pull, halves)
    learners, held = zip(first, second, strict=True)
    return pl.concat(learners, rechunk=True), pl.concat(held, rechunk=True)


def _edits(saved_at: datetime | None) -> pl.DataFrame:
    """Who has edited something since the file was saved, and when; imports are not meant."""
    if saved_at is None:
        return pl.DataFrame(schema=schemas.EDIT_SCHEMA)
    return pull_frame(
        schemas.EDIT_SCHEMA,
        "SELECT id AS event_id, at AS edited_at, actor_name AS edited_by FROM history_event "
        "WHERE at > %s AND import_id IS NULL",
        [saved_at],
    )


def look_up_users(
    entries: Entries, actor: Actor, saved_at: datetime | None = None, ahead: Ahead = None
) -> Reference:
    """The users that the file names, and all units; only administrators import users."""
    users = pull_many(schemas.USER_SCHEMA, NAMED, [as_lines(_usernames(entries).unique())])
    units = pull_frame(schemas.UNIT_SCHEMA, "SELECT * FROM people_unit")
    return Reference(users=users, units=units, acting_user_id=actor.user.pk)


def look_up_license_types(
    entries: Entries, actor: Actor, saved_at: datetime | None = None, ahead: Ahead = None
) -> Reference:
    """The whole list of available licenses; it is short."""
    return Reference(license_types=_license_types())


def _license_types() -> pl.DataFrame:
    return pull_frame(schemas.LICENSE_TYPE_SCHEMA, "SELECT * FROM licenses_licensetype ORDER BY id")


def _usernames(entries: Entries) -> pl.Series:
    """The usernames of the file in small letters."""
    texts, _ = entries.texts("username")
    return (
        texts.alias("username")
        .to_frame()
        .select(username_key(pl.col("username").drop_nulls()))["username"]
    )
