"""The job that an import is: who works on it, until when, how far it is, and how it ends.

Whoever takes an import up gets a lease, prolonged by a heartbeat, and a fence number. Every move
to another state asks for that number, so whoever lost the lease can write nothing any more.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from goodstanding.imports.models import BUSY_STATES, Import, State
from goodstanding.people.actor import Actor
from goodstanding.refusals import Conflict

logger = logging.getLogger(__name__)

ATTEMPTS = 3
"""So often is an import taken up; what ends its worker each time is not tried again."""


class TakenAway(Conflict):
    """The import was cancelled, or somebody else has taken it up; nothing more is written."""

    def __init__(self) -> None:
        super().__init__(
            "taken-away",
            "This import was cancelled, or taken up by somebody else. Nothing was imported here.",
            "Look at the page of the import.",
        )


def waiting() -> QuerySet[Import]:
    """The imports that somebody has to take up: new ones, and those whose lease has run out.

    A lease that ends later than any can was given before the clock was set back.
    """
    free = Q(lease_until=None) | Q(lease_until__lt=Now())
    free |= Q(lease_until__gt=Now() + 2 * lease_time())
    return Import.objects.filter(free, state__in=BUSY_STATES).order_by("created_at")


def take_up(import_id: UUID | None = None) -> Import | None:
    """Get the lease of that import, or of the one that waits longest; None if there is none."""
    with transaction.atomic():
        due = waiting().filter(attempts__lt=ATTEMPTS).select_for_update(skip_locked=True)
        found = (due.filter(pk=import_id) if import_id else due).first()
        if found is None:
            return None
        state = State.CHECKING if found.state == State.UPLOADED else found.state
        Import.objects.filter(pk=found.pk).update(
            state=state,
            fence=F("fence") + 1,
            attempts=F("attempts") + 1,
            lease_until=Now() + lease_time(),
            progress=waits_from_now(),
        )
    return Import.objects.select_related("actor", "imported_by", "undoes").get(pk=found.pk)


def lease_time() -> timedelta:
    """How long an import may be silent before another may take it up."""
    return timedelta(seconds=settings.LEASE_SECONDS)


@contextmanager
def kept_alive(import_: Import) -> Iterator[None]:
    """Prolong the lease in the background for as long as the work goes on."""
    done = threading.Event()
    work = (import_.pk, import_.fence, import_.state)
    heart = threading.Thread(target=_beat, args=(*work, done), daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()


def report(import_: Import, phase: str, rows: int | None = None) -> None:
    """Say how far the work is; ``TakenAway`` if it is not ours any more.

    Not to be called within the transaction that imports: it would keep the heartbeat waiting.
    """
    now = {**import_.progress, "phase": phase}
    if rows is not None:
        now["rows"] = rows
    if not _mine(import_).update(progress=now, lease_until=Now() + lease_time()):
        raise TakenAway
    import_.progress = now


def finish(import_: Import, state: State, **values: Any) -> None:
    """Give the lease back with what came of the work; ``TakenAway`` if it is not ours any more.

    Within a transaction, this is what makes all of it count, or none.
    """
    key = "import" if import_.state == State.IMPORTING else "check"
    began = datetime.fromisoformat(import_.progress["began"])
    took = (timezone.now() - began).total_seconds()
    values |= {"seconds": import_.seconds | {key: round(took, 2)}, "progress": {}}
    values |= {"lease_until": None, "attempts": 0, "state": state}
    if not _mine(import_).update(**values):
        raise TakenAway
    for name, value in values.items():
        setattr(import_, name, value)


def queue_import(import_: Import, actor: Actor, *, only_good_rows: bool = False) -> None:
    """Let what was checked wait to be imported; it counts with the caller's transaction."""
    import_.state = State.IMPORTING
    import_.only_good_rows = only_good_rows
    import_.imported_by = actor.user
    import_.progress = waits_from_now()
    import_.save(update_fields=["state", "only_good_rows", "imported_by", "progress"])


def waits_from_now() -> dict[str, str]:
    """The progress of an import that waits to be taken up."""
    return {"phase": "waiting", "began": timezone.now().isoformat()}


def _mine(import_: Import) -> QuerySet[Import]:
    return Import.objects.filter(pk=import_.pk, fence=import_.fence, state=import_.state)


def _beat(import_id: UUID, fence: int, state: str, done: threading.Event) -> None:
    """Prolong the lease until told to stop, over a connection of this thread's own."""
    pause = lease_time().total_seconds() / 4
    try:
        while not done.wait(pause):
            # A beat that comes after the end must not give a lease to what is done.
            held = Import.objects.filter(pk=import_id, fence=fence, state=state)
            try:
                held.update(lease_until=Now() + lease_time())
            except Error as error:
                # The database is away. If it comes back in time, the next beat is early enough.
                logger.warning("no heartbeat for import %s: %s", import_id, error)
                connection.close()
    finally:
        connection.close()
