"""Noting what happened last, for those who watch the installation."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from django.db.models.functions import Now

from goodstanding.installation.models import Fact


class Key(StrEnum):
    """What is noted. Keep the list in alphabetical order, and the values as they are."""

    BACKUP = "backup"
    """The last backup that was written as a whole: file, bytes, position, head."""
    CHAIN_CHECK = "chain-check"
    """The last walk along the history: links, head, broken, seconds."""
    CHAIN_CHECK_WANTED = "chain-check-wanted"
    """Somebody has asked for one."""
    MAIL_HELD = "mail-held"
    """No mail is sent, because of what it says."""


class Noted(NamedTuple):
    """When it was noted, by the clock of the database, and what."""

    at: datetime
    value: dict[str, Any]


def note(key: Key, **value: Any) -> None:
    """Note what happened just now; it takes the place of what was noted before."""
    Fact.objects.update_or_create(key=key, defaults={"at": Now(), "value": value})


def noted(key: Key) -> Noted | None:
    """What was noted last, if anything was."""
    found = Fact.objects.filter(key=key).first()
    return Noted(found.at, found.value) if found else None


def forget(key: Key) -> None:
    """Take back what was noted."""
    Fact.objects.filter(key=key).delete()
