"""Proving that nothing was altered: the chain link by link, and every record by its versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from goodstanding.history.bulk import Records
from goodstanding.history.chain import digest_of, event_values
from goodstanding.history.compare import compare_records
from goodstanding.history.digests import FORMAT, VersionDigest, digests_of_versions
from goodstanding.history.models import Event, Link

CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Break:
    """The first thing that is not as it was written; ``position`` is the link's, if it is one."""

    position: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many links hold, the digest of the last of them, and where the chain breaks, if it
    does; ``versions`` and ``records`` (by what they are) count what was held to it.
    """

    links: int
    head: str
    broken: Break | None
    versions: int = 0
    records: dict[str, int] = field(default_factory=dict)


def verify(records: Sequence[Records] = (), anchors: Mapping[int, str] | None = None) -> Verdict:
    """Walk the whole chain; then hold the present records to their versions.

    ``anchors`` are digests by position that were kept elsewhere: only they can tell that the
    newest links were cut off, or that all of it was written anew.
    """
    head, position, expected = "", 0, dict(anchors or {})
    versions = digests_of_versions()
    for position, head, broken in _walk(versions):
        if broken is None and expected.pop(position, head) != head:
            broken = "it is not the link that was anchored: the chain was written anew"
        if broken:
            return Verdict(position - 1, head, Break(position, broken))
    if expected:
        cut = f"link {min(expected)} was anchored, but the chain ends at {position}"
        return Verdict(position, head, Break(min(expected), cut))
    found, counts = _outside(versions), {}
    for one in records:
        counts[one.plural], wrong = compare_records(one)
        found = found or wrong
    total = sum(one.count for one in versions.values())
    return Verdict(position, head, Break(None, found) if found else None, total, counts)


def _walk(versions: Mapping[int, VersionDigest]) -> Iterator[tuple[int, str, str | None]]:
    """Each link's position and digest, and what is wrong with it."""
    head = ""
    events = Event.objects.in_bulk() if Event.objects.count() <= CHUNK else None
    links = Link.objects.order_by("position").values_list(
        "position", "event_id", "versions", "format", "digest"
    )
    for place, (position, event_id, sealed, format_, digest) in enumerate(links.iterator(CHUNK), 1):
        event = events.get(event_id) if events is not None else _event(event_id)
        wrong = None
        if position != place:
            wrong = f"link {place} is missing"
        elif event is None:
            wrong = f"its event {event_id} is missing"
        elif not 1 <= format_ <= FORMAT:
            wrong = f"there is no format {format_} of links"
        elif (versions[event_id].digest if event_id in versions else "") != sealed:
            wrong = f"versions of event {event_id} ({event}) were altered, added or removed"
        elif digest_of(head, position, event_values(event), sealed, format_) != digest:
            wrong = f"event {event_id} ({event}) or the link itself was altered"
        head = digest
        yield place, head, wrong


def _event(event_id: int) -> Event | None:
    return Event.objects.filter(pk=event_id).first()


def _outside(versions: Mapping[int, VersionDigest]) -> str | None:
    """An event, or versions of one, that the chain does not hold."""
    unsealed = Event.objects.filter(link=None).order_by("pk").first()
    if unsealed is not None:
        return f"event {unsealed.pk} ({unsealed}) is not in the chain"
    strays = versions.keys() - {*Event.objects.values_list("pk", flat=True)}
    return f"there are versions of event {min(strays)}, which does not exist" if strays else None
