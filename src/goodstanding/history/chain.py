"""The chain of events: each link covers an event, all its versions, and the link before it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC

from django.db import connection, models

from goodstanding.history.digests import FORMAT, digest_of_versions
from goodstanding.history.models import Event, Link

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


def seal(event: Event, tables: Iterable[type[models.Model]] | None = None) -> Link:
    """Put an event and its versions at the end of the chain; the last thing of a deed.

    The lock is held from here to the commit, so that no two events follow the same link.
    ``tables`` are the version tables as a migration knows them.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an event is sealed within the transaction of its deed")
    versions = digest_of_versions(event.pk, tables)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CHAIN_LOCK])
    last = Link.objects.order_by("-position").values_list("position", "digest").first()
    position, before = (last[0] + 1, last[1]) if last else (1, "")
    digest = digest_of(before, position, event_values(event), versions, FORMAT)
    return Link.objects.create(
        position=position, event_id=event.pk, versions=versions, format=FORMAT, digest=digest
    )


def last_position() -> int:
    """Where the chain ends; whatever comes after this look gets a later position."""
    return int(Link.objects.aggregate(last=models.Max("position", default=0))["last"])


def digest_of(
    before: str, position: int, event: Iterable[str | None], versions: str, format_: int
) -> str:
    """SHA-256 over the link before, the position, the event's values, its versions' digest and,
    since there is more than one, the format.
    """
    whole = hashlib.sha256()
    last = () if format_ == 1 else (str(format_),)
    for piece in (before, str(position), *event, versions, *last):
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
