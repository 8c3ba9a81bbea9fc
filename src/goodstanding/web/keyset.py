"""Paging by key: a page begins behind the last row of the one before, at any depth as fast."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from goodstanding.bounded import LIMIT, Parts, first_of

LONGEST_CURSOR = 2_000
LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that rows are sorted by; what is blank comes last, whichever way.

    ``blank_with`` is a field that is blank where the key is, and has an index.
    """

    expression: Combinable
    kind: type = str
    nullable: bool = False
    blank_with: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is sorted by; the primary key, which decides between equals, goes without saying.

    ``often`` is a value of the first key that most rows have: they and the others are looked for
    apart, so that those can be read from an index by the other keys. With ``often_least``, there
    is no value below it, so that one of the two comes as a whole before the other. The first
    ``bound`` keys
    stand in one index; ``searched`` tells that this also serves a search (for a beginning of the
    first key), so that what is found by it has to be a part. Only one key can be nullable.
    """

    keys: tuple[Key, ...]
    often: str | None = None
    often_least: bool = False
    bound: int = 1
    searched: bool = False
    pk: type = int
    all_keys: tuple[Key, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "all_keys", (*self.keys, Key(F("pk"), self.pk)))


@dataclass(frozen=True, slots=True)
class Way:
    """From where to go on (None: from the end), which way, and how the list is turned."""

    values: list[Any] | None
    backward: bool
    descending: bool

    @property
    def falling(self) -> bool:
        """Whether values get smaller on the way."""
        return self.backward != self.descending


Lot = tuple[dict[int, bool], bool | None]
"""Rows that an index has in one order: which keys are blank throughout, and whether the first key
has its often value (None: no matter)."""


def find_keys(
    parts: Parts, order: Order, way: Way, limit: int, *, few: bool
) -> list[tuple[Any, ...]]:
    """The keys of the next rows on the way, the primary key last.

    Where they are ``few``, all that match are gathered and then sorted. An index of the order is
    walked only where that meets enough of them: the planner would not always know.
    """
    stages = [_gather(parts, order, way)] if few else _walk(parts, order, way, limit)
    names = [f"k{n}" for n in range(len(order.all_keys))]
    turn = f"{'DESC' if way.falling else 'ASC'} NULLS {'FIRST' if way.backward else 'LAST'}"
    return first_of(stages, names, turn, limit)


def _gather(parts: Parts, order: Order, way: Way) -> list[QuerySet[Any]]:
    beyond = _beyond(order, way, {}, 0)
    if beyond is None:
        return []
    return [_named(part, order).filter(beyond)[: LIMIT + 1] for part in parts]


def _walk(parts: Parts, order: Order, way: Way, limit: int) -> list[list[QuerySet[Any]]]:
    """The next rows of every part and lot, each in an order that an index has; by stages."""
    stages = []
    for lots in _stages(order, way):
        walked: list[QuerySet[Any]] = []
        for states, often in lots:
            lot = _lot(order, way, states, often)
            if lot is not None:
                by = _by(order, way, states, 1 if often else 0)
                walked += [_named(part, order).filter(lot).order_by(*by)[:limit] for part in parts]
        stages.append(walked)
    return stages


def _stages(order: Order, way: Way) -> list[list[Lot]]:
    """The lots, those together that are sorted into one another: the rest come one by one."""
    blank = next((n for n, key in enumerate(order.keys) if key.nullable), None)
    states: list[dict[int, bool]] = [{}]
    if blank is not None:
        states = [{blank: way.backward}, {blank: not way.backward}]
    if order.often is None:
        lots: list[Lot] = [(state, None) for state in states]
        return [[lot] for lot in lots] if blank == 0 else [lots]
    usual: list[Lot] = [(state, True) for state in states]
    others: list[Lot] = [(state, False) for state in states]
    if not order.often_least:
        return [usual + others]
    apart = [[lot] for lot in usual] if blank == 1 else [usual]
    return [others, *apart] if way.falling else [*apart, others]


def _lot(order: Order, way: Way, states: dict[int, bool], often: bool | None) -> Q | None:
    """Which rows of a lot come after the start, as an index can understand it; None: none."""
    fields = {n: order.keys[n].blank_with or f"k{n}" for n in states}
    known = Q(**{f"{fields[n]}__isnull": state for n, state in states.items()})
    if often is None:
        beyond = _beyond(order, way, states, 0)
    elif not often:
        known &= ~Q(k0=order.often)
        beyond = _beyond(order, way, states, 0)
    else:
        known &= Q(k0=order.often)
        beyond = _beyond_often(order, way, states)
    return None if beyond is None else known & beyond


def _beyond_often(order: Order, way: Way, states: dict[int, bool]) -> Q | None:
    """The same where the first key has its often value: all after it, none, or by the others."""
    if way.values is None or way.values[0] == order.often:
        return _beyond(order, way, states, 1)
    return Q() if (way.values[0] < order.often) != way.falling else None


def _named(part: QuerySet[Any], order: Order) -> QuerySet[Any]:
    """The part with nothing but the keys, as k0, k1 and so on."""
    keys = {f"k{n}": key.expression for n, key in enumerate(order.all_keys)}
    named: QuerySet[Any] = part.order_by().annotate(**keys).values_list(*keys)
    return named


def _by(order: Order, way: Way, states: dict[int, bool], first: int) -> list[Any]:
    # A key that is blank throughout is no key; one that never is needs no word about blanks,
    # with which no index would fit both ways.
    return [
        F(f"k{n}").desc() if way.falling else F(f"k{n}").asc()
        for n in range(first, len(order.all_keys))
        if not states.get(n)
    ]


def _beyond(order: Order, way: Way, states: dict[int, bool], first: int) -> Q | None:
    """Which rows come after the start by the keys from the first on; None: none of those.

    ``states`` tells of a key whether it is blank throughout.
    """
    if way.values is None:
        return Q()
    found, same = [], Q()
    for n in range(first, len(order.all_keys)):
        value = way.values[n]
        nullable = order.all_keys[n].nullable
        after, level = _next_to(f"k{n}", nullable, value, way, states.get(n))
        if after is not None:
            found.append(same & after)
        if level is None:
            break
        same &= level
    return reduce(or_, found) & _bound(order, way, states, first) if found else None


def _bound(order: Order, way: Way, states: dict[int, bool], first: int) -> Q:
    """The same said for the first keys alone, less strictly: for an index to begin there."""
    values = (way.values or [])[first : first + order.bound]
    places = range(first, first + len(values))
    unsaid = any(order.all_keys[n].nullable and states.get(n) is not False for n in places)
    if unsaid or None in values:
        return Q()
    keys = Func(*(F(f"k{n}") for n in places), function="ROW", output_field=TextField())
    start = Func(*(Value(value) for value in values), function="ROW", output_field=TextField())
    return Q((LessThanOrEqual if way.falling else GreaterThanOrEqual)(keys, start))


def _next_to(
    name: str, nullable: bool, value: Any, way: Way, blank: bool | None
) -> tuple[Q | None, Q | None]:
    """What comes after a value of one key, and what is level with it; None: nothing can."""
    compared = Q(**{f"{name}__{'lt' if way.falling else 'gt'}": value})
    if not nullable or (blank is False and value is not None):
        return compared, Q(**{name: value})
    if blank is None:
        is_blank = Q(**{f"{name}__isnull": True})
        if value is None:
            return (~is_blank if way.backward else None), is_blank
        return (compared if way.backward else compared | is_blank), Q(**{name: value})
    if blank and value is None:
        return None, Q()
    # The one is blank, the other is not, and blanks come last.
    return (Q() if blank != way.backward else None), None


def write_cursor(sort: str, values: Sequence[Any]) -> str:
    """Where a page begins or ends, as an address can carry it."""
    plain = [v if v is None or isinstance(v, int | str) else _text(v) for v in values]
    packed = json.dumps([sort, *plain], separators=(",", ":"), ensure_ascii=False)
    return urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def read_cursor(text: str, sort: str, order: Order) -> list[Any] | None:
    """The values of a cursor; None for one that we did not write for this sorting."""
    if not text or len(text) > LONGEST_CURSOR:
        return None
    try:
        found = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(found, list) or found[0] != sort:
            return None
        return [_value(value, key) for value, key in zip(found[1:], order.all_keys, strict=True)]
    except (ValueError, IndexError, RecursionError):
        return None


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _value(value: Any, key: Key) -> Any:
    """One value of a cursor as its key needs it; raises ``ValueError`` for any other."""
    if value is None and key.nullable:
        return None
    if key.kind is int:
        if isinstance(value, bool) or not isinstance(value, int) or abs(value) > LARGEST_NUMBER:
            raise ValueError("not a number of ours")
        return value
    if not isinstance(value, str) or "\0" in value:
        raise ValueError("not a text of ours")
    value.encode()  # half of a character is a ValueError too
    if key.kind is UUID:
        return UUID(value)
    if key.kind in {date, datetime}:
        return key.kind.fromisoformat(value)
    return value
