"""What changed from one version of a license to the next, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format

from goodstanding.history.models import Event
from goodstanding.imports.review import Change
from goodstanding.licenses.models import LicenseFields, LicenseVersion
from goodstanding.web.forms.plain import short_number

FIELDS = [field for field in LicenseFields._meta.get_fields() if field.name != "id"]


@dataclass(frozen=True, slots=True)
class Step:
    """One version: who and when (the event), what it changed, and the row of the file, if any."""

    version: int
    event: Event
    removed: bool
    row: int | None
    changes: list[Change]


def steps_between(versions: Sequence[LicenseVersion]) -> list[Step]:
    """The versions of one license, newest first, each with its changes from the one before."""
    before: list[LicenseVersion | None] = [*versions[1:], None]
    return [
        Step(
            now.version,
            now.event,
            now.removed,
            now.source_row,
            [] if now.removed else _changes(was, now),
        )
        for now, was in zip(versions, before, strict=True)
    ]


def changes_by_event(
    licenses: Iterable[Sequence[LicenseVersion]],
) -> dict[int, list[tuple[LicenseVersion, Step]]]:
    """For each event, the version that it made of each license, with what it changed."""
    by_event: dict[int, list[tuple[LicenseVersion, Step]]] = {}
    for versions in licenses:
        for version, step in zip(versions, steps_between(versions), strict=True):
            by_event.setdefault(version.event_id, []).append((version, step))
    return by_event


def _changes(was: LicenseVersion | None, now: LicenseVersion) -> list[Change]:
    pairs = [(field, _words(was, field.name), _words(now, field.name)) for field in FIELDS]
    return [
        Change(_heading(field), before, after) for field, before, after in pairs if before != after
    ]


def _heading(field: Any) -> str:
    name = str(field.verbose_name)
    return name[:1].upper() + name[1:]


def _words(version: LicenseVersion | None, name: str) -> str:
    if version is None:
        return ""
    value = getattr(version, name)
    if name == "status":
        return str(version.get_status_display())
    if isinstance(value, bool):
        # Only a yes is worth a line; a no reads as blank.
        return "Yes" if value else ""
    if isinstance(value, date):
        return date_format(value, "M j, Y")
    if isinstance(value, Decimal):
        return short_number(value)
    return "" if value is None else str(value)
