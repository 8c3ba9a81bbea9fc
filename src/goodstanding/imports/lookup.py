"""What a file speaks of, fetched in a handful of queries whatever the number of rows."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import polars as pl
from django.db import connection
from django.db.models import QuerySet

from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.people.queries import learners_changeable_by
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


def look_up_licenses(entries: Entries, actor: Actor) -> Reference:
    """The learners that the file names, among those whose licenses the actor may change, the
    licenses they hold, and the whole list of available licenses.
    """
    scope, parameters = _scope(learners_changeable_by(actor))
    _send_usernames(entries)
    learners = _fetch(
        schemas.LEARNER_SCHEMA,
        f"SELECT {{columns}} FROM people_user u JOIN wanted w ON lower(u.username) = w.username "
        f"WHERE u.id IN ({scope})",
        parameters,
        "u",
    )
    held = _fetch(
        schemas.HELD_SCHEMA,
        f"SELECT {{columns}} FROM ({HELD}) l JOIN people_user u ON u.id = l.user_id "
        f"JOIN wanted w ON lower(u.username) = w.username WHERE u.id IN ({scope})",
        parameters,
        "l",
    )
    named = entries.frame.select(username_key(pl.col("username").drop_nulls()).n_unique()).item()
    people = (
        _people(actor) if learners.height < named else pl.DataFrame(schema=schemas.PERSON_SCHEMA)
    )
    return Reference(
        learners=learners,
        held=held,
        license_types=_license_types(),
        usernames=people["username"].to_list(),
        people=people if people.height < SUGGESTED_FROM else people.clear(),
    )


def look_up_users(entries: Entries, actor: Actor) -> Reference:
    """The users that the file names, and all units; only administrators import users."""
    _send_usernames(entries)
    users = _fetch(
        schemas.USER_SCHEMA,
        "SELECT {columns} FROM people_user u JOIN wanted w ON lower(u.username) = w.username",
        (),
        "u",
    )
    units = _fetch(schemas.UNIT_SCHEMA, "SELECT {columns} FROM people_unit u", (), "u")
    return Reference(users=users, units=units, acting_user_id=actor.user.pk)


def look_up_license_types(entries: Entries, actor: Actor) -> Reference:
    """The whole list of available licenses; it is short."""
    return Reference(license_types=_license_types())


def _license_types() -> pl.DataFrame:
    return _fetch(
        schemas.LICENSE_TYPE_SCHEMA,
        "SELECT {columns} FROM licenses_licensetype t ORDER BY id",
        (),
        "t",
    )


def _people(actor: Actor) -> pl.DataFrame:
    """The people to suggest: of those whose licenses the actor may change, and of no others."""
    scope, parameters = _scope(learners_changeable_by(actor))
    return _fetch(
        schemas.PERSON_SCHEMA,
        f"SELECT {{columns}} FROM people_user u WHERE u.id IN ({scope}) "
        f"ORDER BY u.username LIMIT {SUGGESTED_FROM}",
        parameters,
        "u",
    )


def _scope(users: QuerySet[User]) -> tuple[str, Sequence[Any]]:
    """The users as a sub-select with its parameters."""
    sql, parameters = users.order_by().values("id").query.sql_with_params()
    return sql, parameters


def _send_usernames(entries: Entries) -> None:
    """Put the usernames of the file, in small letters, into the temporary table ``wanted``."""
    names = entries.frame.select(username_key(pl.col("username").drop_nulls()).unique())
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.wanted")
        cursor.execute("CREATE TEMPORARY TABLE wanted (username text PRIMARY KEY)")
        with cursor.cursor.copy("COPY wanted FROM STDIN WITH (FORMAT csv)") as copy:
            copy.write(names.write_csv(include_header=False, quote_style="always"))
        cursor.execute("ANALYZE wanted")


def _fetch(
    schema: dict[str, Any], query: str, parameters: Sequence[Any], alias: str
) -> pl.DataFrame:
    """The query's rows as a frame; the text goes from COPY to Polars without Python objects."""
    columns = ", ".join(f"{alias}.{name}" for name in schema)
    statement = f"COPY ({query.format(columns=columns)}) TO STDOUT WITH (FORMAT csv, HEADER)"
    buffer = BytesIO()
    with connection.cursor() as cursor, cursor.cursor.copy(statement, parameters) as copy:
        for block in copy:
            buffer.write(block)
    texts = pl.read_csv(buffer.getvalue(), infer_schema=False)
    return texts.select(_typed(name, kind) for name, kind in schema.items())


def _typed(name: str, kind: Any) -> pl.Expr:
    text = pl.col(name)
    if kind == pl.String:
        return text.fill_null("")
    given = text.replace("", None)
    if kind == pl.Boolean:
        return (given == "t").alias(name)
    if isinstance(kind, pl.Datetime):
        return given.str.to_datetime("%Y-%m-%d %H:%M:%S%.f%#z", time_unit="us", time_zone="UTC")
    if kind == pl.Date:
        return given.str.to_date("%Y-%m-%d")
    return given.cast(kind)
