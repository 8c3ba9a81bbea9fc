from __future__ import annotations

import random
from base64 import urlsafe_b64encode
from datetime import date
from typing import Any

import pytest
from django.db import DataError, transaction
from django.db.models import Case, F, Q, Value, When

from goodstanding.licenses.models import License, Status
from goodstanding.web.keyset import Key, Order, Way, find_keys, read_cursor, write_cursor
from goodstanding.web.pages.licenses import SORTS
from tests.cast import Organization

DAYS = [None, date(2026, 1, 1), date(2026, 1, 2), date(2027, 6, 30)]
NUMBERS = ["", "A1", "a2", "B 1", "é", "10", "9"]


@pytest.fixture
def many(organization: Organization) -> list[License]:
    """Licenses full of ties and blanks, in no order at all."""
    chance = random.Random(7)
    people = [organization.dora, organization.erik, organization.grace]
    kinds = [organization.rn_texas, organization.rn_ohio, organization.bls]
    event = organization.dora_rn.event
    License.objects.all().delete()
    made = [
        License(
            user=user,
            license_type=kind,
            number=number,
            expires_on=chance.choice(DAYS),
            status=chance.choice([Status.ACTIVE, Status.ACTIVE, Status.PENDING, Status.REVOKED]),
            event=event,
        )
        for user in people
        for kind in kinds
        for number in NUMBERS
    ]
    for held in made:
        held.issued_on = None if held.expires_on is None else chance.choice([None, DAYS[1]])
    chance.shuffle(made)
    License.objects.bulk_create(made)
    return list(License.objects.all())


def plainly_sorted(order: Order, *, descending: bool) -> list[tuple[Any, ...]]:
    """What the database gives for one plain ORDER BY, blanks last either way."""
    named = {f"k{n}": key.expression for n, key in enumerate(order.all_keys)}
    by = [
        F(name).desc(nulls_last=True) if descending else F(name).asc(nulls_last=True)
        for name in named
    ]
    return list(License.objects.annotate(**named).order_by(*by).values_list(*named))


ACTIVE = Q(status="active")
PARTS = [
    [Q()],
    [
        Q(number__lt="a"),
        Q(number__gte="a", status="active"),
        Q(number__gte="a") & ~Q(status="active"),
    ],
]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("few", [False, True])
@pytest.mark.parametrize("conditions", PARTS, ids=["whole", "parts"])
def test_pages_both_ways_are_the_plain_sorting(
    many: list[License], sort: str, descending: bool, few: bool, conditions: list[Q]
) -> None:
    order = SORTS[sort]
    parts = [License.objects.filter(condition) for condition in conditions]
    expected = plainly_sorted(order, descending=descending)
    assert len(expected) == len(many) == 63
    for backward in (False, True):
        walked: list[tuple[Any, ...]] = []
        start: list[Any] | None = None
        while page := find_keys(parts, order, Way(start, backward, descending), 5, few=few):
            walked += page
            start = read_cursor(write_cursor(sort, page[-1]), sort, order)
            assert start == list(page[-1])
        assert walked == (expected[::-1] if backward else expected)


def test_no_status_comes_before_the_one_that_most_licenses_have() -> None:
    assert SORTS["status"].often_least
    assert SORTS["status"].often == min(Status.values)


@pytest.mark.parametrize("descending", [True, False])
def test_a_stage_is_not_begun_where_those_before_it_have_enough(
    many: list[License], descending: bool
) -> None:
    others = sum(held.status != Status.ACTIVE for held in many)
    order, way, everything = SORTS["status"], Way(None, False, descending), License.objects.all()
    # Whoever looks at an active license divides by zero.
    zero = Case(When(status=Status.ACTIVE, then=Value(0)), default=Value(1))
    broken = [everything.annotate(bad=1 / (F("id") * zero)).filter(bad__gte=0)]
    if descending:
        assert len(find_keys(broken, order, way, others, few=False)) == others
    else:
        with pytest.raises(DataError), transaction.atomic():
            find_keys(broken, order, way, 1, few=False)


def test_a_part_that_can_have_no_rows_is_left_out(many: list[License]) -> None:
    order, way = SORTS["expires"], Way(None, False, False)
    nothing, everything = License.objects.filter(pk__in=[]), License.objects.all()
    assert find_keys([nothing], order, way, 9, few=False) == []
    assert len(find_keys([nothing, everything], order, way, 9, few=False)) == 9


ORDER = Order((Key(F("expires_on"), date, nullable=True), Key(F("status"))))


def packed(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "%",
        "é",
        "AAAA",
        "x" * 3000,
        packed("7"),
        packed("[]"),
        packed("null"),
        packed('["expires"]'),
        packed('["-expires","2026-01-01","active",1]'),
        packed('["expires","2026-13-01","active",1]'),
        packed('["expires","2026-01-01","active",1,2]'),
        packed('["expires","2026-01-01",null,1]'),
        packed('["expires","2026-01-01","a\\u0000",1]'),
        packed('["expires","2026-01-01","\\ud800",1]'),
        packed('["expires","2026-01-01","active",true]'),
        packed('["expires","2026-01-01","active",9223372036854775808]'),
        packed('["expires",["2026-01-01"],"active",1]'),
        packed("[" * 1400),
    ],
)
def test_a_cursor_that_is_not_ours_is_none(cursor: str) -> None:
    assert read_cursor(cursor, "expires", ORDER) is None


def test_a_cursor_comes_back_as_it_was() -> None:
    for values in ([date(2026, 1, 1), "é☂", 3], [None, "", 0]):
        assert read_cursor(write_cursor("expires", values), "expires", ORDER) == values
