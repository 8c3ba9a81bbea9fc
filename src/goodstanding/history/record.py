"""Writing events: one for each deed, inside its transaction, sealed into the chain at its end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from uuid import UUID

from goodstanding.history.chain import seal
from goodstanding.history.models import Event


class Doer(Protocol):
    """Whoever acts: a user at a door (``people.actor.Actor`` fits)."""

    @property
    def user(self) -> object:
        """Who."""

    @property
    def door(self) -> str:
        """Through which door."""


@contextmanager
def recorded(
    action: str,
    subject: str,
    *,
    learner_id: int | None = None,
    import_id: UUID | None = None,
    reason: str = "",
    actor: Doer,
) -> Iterator[Event]:
    """Write down who did what, around the deed itself; at its end the event joins the chain.

    Takes what ``record_event`` takes. Within the transaction of the deed, as the last of it.
    """
    event = record_event(
        action,
        subject,
        learner_id=learner_id,
        import_id=import_id,
        reason=reason,
        actor=actor,
    )
    yield event
    seal(event)


def record_event(
    action: str,
    subject: str,
    *,
    learner_id: int | None = None,
    import_id: UUID | None = None,
    reason: str = "",
    actor: Doer,
) -> Event:
    """Write down who did what; ``subject`` says it in words, for people to read.

    ``action`` is a code such as ``licenses.change``; ``learner_id`` ties the event to a
    learner's own history, ``import_id`` to the import that it is part of.
    """
    return Event.objects.create(
        actor_id=getattr(actor.user, "pk", None),
        actor_name=str(actor.user),
        door=actor.door,
        action=action,
        subject=subject[:300],
        learner_id=learner_id,
        import_id=import_id,
        reason=reason,
    )
