"""The chain of events: each link covers an event, all its versions, and the link before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC

from django.db import connection, models

from goodstanding.history.models import Event, Link, Version

CHAIN_LOCK = 7_410_267
"""The number of the advisory lock under which the chain grows."""

FIELDS = (
    "id",
    "at",
    "actor_id",
    "actor_name",
    "door",
    "action",
    "subject",
    "learner_id",
    "import_id",
    "reason",
)


def seal(event: Event) -> Link:
    """Put an event and its versions at the end of the chain; the last thing of a deed.

    The lock is held from here to the commit, so that no two events follow the same link.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is sealed within the transaction of its deed")
    versions = versions_of(event.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = Link.objects.order_by("-position").values_list("position", "digest").first()
    position, before = (last[0] + 1, last[1]) if last else (1, "")
    digest = digest_of(before, position, event_values(event), versions)
    return Link.objects.create(position=position, event=event, versions=versions, digest=digest)


def last_position() -> int:
    """Where the chain ends; whatever comes after this look gets a later position."""
    return int(Link.objects.aggregate(last=models.Max("position", default=0))["last"])


def digest_of(before: str, position: int, event: Iterable[str | None], versions: str) -> str:
    """SHA-256 over the link before, the position, the event's values, and its versions' digest."""
    whole = hashlib.sha256()
    for piece in (before, str(position), *event, versions):
        # With its length before it, no piece can run over into the next; nothing is not empty.
        raw = b"" if piece is None else piece.encode()
        whole.update(b"-" if piece is None else b"%d:" % len(raw))
        whole.update(raw)
    return whole.hexdigest()


def event_values(event: Event) -> list[str | None]:
    """The values of an event as text, in the order of ``FIELDS``."""
    values = {name: getattr(event, name) for name in FIELDS}
    values["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    return [None if value is None else str(value) for value in values.values()]


def version_tables() -> list[type[Version]]:
    """Every table of versions, by name."""
    return sorted(Version.__subclasses__(), key=lambda model: model._meta.db_table)


def versions_of(event_id: int) -> str:
    """The digest of all versions that an event made, table by table; "" if it made none."""
    parts = [
        f"(SELECT {_digest(model)} FROM {_hashed(model, f'event_id = {event_id:d}')})"
        for model in version_tables()
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT concat({', '.join(parts)})")
        return str(cursor.fetchone()[0])


def all_versions() -> dict[int, str]:
    """The digests of all events that made versions, worked out anew, by the event's id."""
    found: dict[int, str] = {}
    for model in version_tables():
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT event_id, {_digest(model)} FROM {_hashed(model)} GROUP BY event_id"
            )
            for event_id, digest in cursor.fetchall():
                found[event_id] = found.get(event_id, "") + digest
    return found


def _digest(model: type[Version]) -> str:
    """SQL for the digest of all versions of a group; null for an empty group."""
    together = "sha256(string_agg(hashed, ''::bytea ORDER BY record_id, version))"
    return f"'{model._meta.db_table}=' || encode({together}, 'hex') || ';'"


def _hashed(model: type[Version], which: str = "true") -> str:
    """SQL for versions with the digest of each, which are so short that they are soon sorted."""
    return (
        f"(SELECT event_id, record_id, version, "
        f"sha256(convert_to({_as_text(model)}, 'UTF8')) AS hashed "
        f"FROM {model._meta.db_table} WHERE {which} ORDER BY event_id, record_id, version) AS each"
    )


def _as_text(model: type[Version]) -> str:
    """SQL for a version as text: name and value of what is not null, sorted by name.

    So a column that a later release adds changes nothing for the versions before it. No setting
    of a session, such as its style of dates, has a say in it.
    """
    fields = [f for f in model._meta.concrete_fields if f.name not in {"id", "event"}]
    return f"concat_ws(chr(31), {', '.join(_piece(f) for f in sorted(fields, key=_column))})"


def _column(field: models.Field[object, object]) -> str:
    return str(field.column)


def _piece(field: models.Field[object, object]) -> str:
    name = field.column
    if isinstance(field, models.DateField):
        return f"'{name}=' || ({name} - DATE '2000-01-01')"
    if isinstance(field, models.CharField | models.TextField):
        # With its length before it, no text can look like the next piece.
        return f"'{name}=' || length({name}) || ':' || {name}"
    return f"'{name}=' || {name}"
