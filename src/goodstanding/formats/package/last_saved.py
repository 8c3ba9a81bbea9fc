"""When a file was last saved, as it says itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from goodstanding.formats.package.archive import Archive, read_part
from goodstanding.formats.package.xml_parts import local_name, parse_part, text_of
from goodstanding.formats.unreadable import Unreadable

_LARGEST = 100_000
_FIRST_YEAR = 1990


def when_saved(text: str | None) -> datetime | None:
    """The moment that a text like ``2026-04-28T09:30:00Z`` names; None if it cannot be meant.

    Programs write whole seconds, so it is the end of that second.
    """
    try:
        said = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    moment = (said if said.tzinfo else said.replace(tzinfo=UTC)).astimezone(UTC)
    moment = moment.replace(microsecond=0) + timedelta(seconds=1)
    known = moment.year >= _FIRST_YEAR and moment <= datetime.now(UTC) + timedelta(minutes=5)
    return moment if known else None


def saved_in(archive: Archive, part: str, name: str) -> datetime | None:
    """What the first element of that local name says, in a part that may be absent or broken."""
    entry = archive.parts.get(part.lower())
    if entry is None or entry.file_size > _LARGEST:
        return None
    try:
        root = parse_part(read_part(archive, part), part)
    except Unreadable:
        # Nothing depends on it: a workbook is read without its properties too.
        return None
    found = (one for one in root.iter() if isinstance(one.tag, str) and local_name(one) == name)
    element = next(found, None)
    return None if element is None else when_saved(text_of(element))
