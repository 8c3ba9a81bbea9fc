"""What a file speaks of, fetched in a handful of queries whatever the number of rows."""

from __future__ import annotations

from concurrent.futures import Executor, Future

import polars as pl
from django.db import connection

from goodstanding.imports.models import Import
from goodstanding.imports.pull import pull_frame
from goodstanding.imports.scope import changeable_sql
from goodstanding.people.actor import Actor
from goodstanding.plans import reference as schemas
from goodstanding.plans.reference import Reference
from goodstanding.sheets.normalize import Entries
from goodstanding.sheets.values.identifiers import username_key

SUGGESTED_FROM = 20_000
"""At most so many usernames are compared with a misspelled one."""


HELD = (
    "SELECT held.*, e.at AS edited_at, e.actor_name AS edited_by FROM licenses_license held "
    "LEFT JOIN history_event e ON e.id = held.event_id AND e.import_id IS NULL"
)
"""The licenses, each with who edited it last, unless that was an import."""


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
    try:
        scope, parameters = changeable_sql(actor, "u.id")
        learners = pull_frame(
            schemas.LEARNER_SCHEMA, f"SELECT u.* FROM people_user u WHERE {scope}", parameters
        )
        held = pull_frame(
            schemas.HELD_SCHEMA,
            f"{HELD} JOIN people_user u ON u.id = held.user_id WHERE {scope}",
            parameters,
        )
        return learners, held
    finally:
        # The connection is this thread's own.
        connection.close()


def look_up_licenses(entries: Entries, actor: Actor, ahead: Ahead = None) -> Reference:
    """The learners that the file names, among those whose licenses the actor may change, the
    licenses they hold, and the whole list of available licenses.
    """
    learners, held = ahead.result() if ahead else _pull_named(entries, actor)
    # Among a million rows, somebody is unknown; to find out would take longer than to ask.
    people = (
        _people(actor)
        if ahead or learners.height < _usernames(entries).height
        else pl.DataFrame(schema=schemas.PERSON_SCHEMA)
    )
    return Reference(
        learners=learners,
        held=held,
        license_types=_license_types(),
        usernames=people["username"].to_list(),
        people=people if people.height < SUGGESTED_FROM else people.clear(),
    )


def _pull_named(entries: Entries, actor: Actor) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The learners that the file names, and the licenses they hold."""
    _send("wanted", "username text", _usernames(entries))
    scope, parameters = changeable_sql(actor, "u.id")
    learners = pull_frame(
        schemas.LEARNER_SCHEMA,
        f"SELECT u.* FROM people_user u JOIN wanted w ON lower(u.username) = w.username "
        f"WHERE {scope}",
        parameters,
    )
    _send("wanted_learner", "id bigint", learners.select("id"))
    held = pull_frame(schemas.HELD_SCHEMA, f"{HELD} JOIN wanted_learner w ON w.id = held.user_id")
    return learners, held


def look_up_users(entries: Entries, actor: Actor, ahead: Ahead = None) -> Reference:
    """The users that the file names, and all units; only administrators import users."""
    _send("wanted", "username text", _usernames(entries))
    users = pull_frame(
        schemas.USER_SCHEMA,
        "SELECT u.* FROM people_user u JOIN wanted w ON lower(u.username) = w.username",
    )
    units = pull_frame(schemas.UNIT_SCHEMA, "SELECT * FROM people_unit")
    return Reference(users=users, units=units, acting_user_id=actor.user.pk)


def look_up_license_types(entries: Entries, actor: Actor, ahead: Ahead = None) -> Reference:
    """The whole list of available licenses; it is short."""
    return Reference(license_types=_license_types())


def _license_types() -> pl.DataFrame:
    return pull_frame(schemas.LICENSE_TYPE_SCHEMA, "SELECT * FROM licenses_licensetype ORDER BY id")


def _people(actor: Actor) -> pl.DataFrame:
    """The people to suggest: of those whose licenses the actor may change, and of no others."""
    scope, parameters = changeable_sql(actor, "u.id")
    return pull_frame(
        schemas.PERSON_SCHEMA,
        f"SELECT u.* FROM people_user u WHERE {scope} ORDER BY u.username LIMIT {SUGGESTED_FROM}",
        parameters,
    )


def _usernames(entries: Entries) -> pl.DataFrame:
    """The usernames of the file, each once, in small letters."""
    texts, _ = entries.texts("username")
    names = texts.alias("username").to_frame()
    return names.select(username_key(pl.col("username").drop_nulls()).unique())


def _send(table: str, column: str, values: pl.DataFrame) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit = off")
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
        cursor.execute(f"CREATE TEMPORARY TABLE {table} ({column})")
        with cursor.cursor.copy(f"COPY {table} FROM STDIN WITH (FORMAT csv)") as copy:
            copy.write(values.write_csv(include_header=False, quote_style="always"))
        cursor.execute(f"ANALYZE {table}")
