"""How long ago, in words."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def in_words(age: timedelta) -> str:
    """The largest unit of which there are two, or one of the smallest: "3 days", "90 minutes"."""
    seconds = max(int(age.total_seconds()), 0)
    name, size = next((unit for unit in UNITS if seconds >= 2 * unit[1]), UNITS[-1])
    count = seconds // size
    return f"{count} {name}{'' if count == 1 else 's'}"


def since(then: datetime) -> timedelta:
    """How long ago that was."""
    return timezone.now() - then
