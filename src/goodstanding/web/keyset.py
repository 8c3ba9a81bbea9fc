"""Paging by key: a page begins behind the last row of the one before, at any depth as fast."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import reduce
from itertools import product
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from goodstanding.bounded import LIMIT, Parts, fetch, union_all

LONGEST_CURSOR = 2_000
LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that rows are sorted by; what is blank comes last, whichever way."""

    expression: Combinable
    kind: type = str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is sorted by; the primary key, which decides between equals, goes without saying.

    ``apart`` are conditions that part the rows so that each lot can be read from an index in this
    order. The first ``bound`` keys stand in one index. Only one key can be nullable.
    """

    keys: tuple[Key, ...]
    apart: tuple[Q, ...] = (Q(),)
    bound: int = 1
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


def find_keys(
    parts: Parts, order: Order, way: Way, limit: int, *, few: bool
) -> list[tuple[Any, ...]]:
    """The keys of the next rows on the way, the primary key last.

    Where they are ``few``, all that match are gathered and then sorted. An index of the order is
    walked only where that meets enough of them: the planner would not always know.
    """
    find = _gather(parts, order, way) if few else _walk(parts, order, way, limit)
    statement, params = union_all(find)
    if not statement:
        return []
    names = [f"k{n}" for n in range(len(order.all_keys))]
    turn = f"{'DESC' if way.falling else 'ASC'} NULLS {'FIRST' if way.backward else 'LAST'}"
    by = ", ".join(f"{name} {turn}" for name in names)
    return fetch(
        f"SELECT * FROM ({statement}) AS found ({', '.join(names)}) ORDER BY {by} LIMIT %s",
        [*params, limit],
    )


def _gather(parts: Parts, order: Order, way: Way) -> list[QuerySet[Any]]:
    beyond = _beyond(order.all_keys, way, {})
    if beyond is None:
        return []
    return [_named(part, order).filter(beyond)[: LIMIT + 1] for part in parts]


def _walk(parts: Parts, order: Order, way: Way, limit: int) -> list[QuerySet[Any]]:
    """The next rows of every part and lot, each in an order that an index has."""
    blank = next((n for n, key in enumerate(order.keys) if key.nullable), None)
    walked = []
    for is_blank, apart in product((False, True) if blank is not None else (None,), order.apart):
        states = {} if blank is None or is_blank is None else {blank: is_blank}
        beyond = _beyond(order.all_keys, way, states)
        if beyond is None:
            continue
        known = {f"k{n}__isnull": state for n, state in states.items()}
        for part in parts:
            lot = _named(part, order).filter(apart & beyond, **known)
            lot = _bounded(lot, order, way, states)
            walked.append(lot.order_by(*_by(order, way, states))[:limit])
    return walked


def _named(part: QuerySet[Any], order: Order) -> QuerySet[Any]:
    """The part with nothing but the keys, as k0, k1 and so on."""
    keys = {f"k{n}": key.expression for n, key in enumerate(order.all_keys)}
    named: QuerySet[Any] = part.order_by().annotate(**keys).values_list(*keys)
    return named


def _by(order: Order, way: Way, states: dict[int, bool]) -> list[Any]:
    # A key that is blank throughout is no key; one that never is needs no word about blanks,
    # with which no index would fit both ways.
    return [
        F(f"k{n}").desc() if way.falling else F(f"k{n}").asc()
        for n in range(len(order.all_keys))
        if not states.get(n)
    ]


def _bounded(
    named: QuerySet[Any], order: Order, way: Way, states: dict[int, bool]
) -> QuerySet[Any]:
    """Say for the first keys alone where to go on, as an index can understand it."""
    values = (way.values or [])[: order.bound]
    if not values or None in values or any(states.get(n) for n in range(order.bound)):
        return named
    keys = Func(*(F(f"k{n}") for n in range(len(values))), function="ROW", output_field=TextField())
    start = Func(*(Value(value) for value in values), function="ROW", output_field=TextField())
    compare = LessThanOrEqual if way.falling else GreaterThanOrEqual
    bounded: QuerySet[Any] = named.filter(compare(keys, start))
    return bounded


def _beyond(keys: Sequence[Key], way: Way, states: dict[int, bool]) -> Q | None:
    """Which rows come after the start; None: none of those. ``states``: which keys are blank."""
    if way.values is None:
        return Q()
    found, same = [], Q()
    for n, (key, value) in enumerate(zip(keys, way.values, strict=True)):
        after, level = _next_to(f"k{n}", key.nullable, value, way, states.get(n))
        if after is not None:
            found.append(same & after)
        if level is None:
            break
        same &= level
    return reduce(or_, found) if found else None


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
