from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import connection

from goodstanding import bounded
from goodstanding.bounded import Count, Parts
from goodstanding.licenses import overview as overviews
from goodstanding.licenses.models import License, Status
from goodstanding.licenses.overview import overview
from goodstanding.licenses.queries import (
    LicenseFilter,
    licenses_filtered,
    licenses_in_parts,
    licenses_visible_to,
)
from goodstanding.licenses.standing import Standing, standing_on, standing_parts
from goodstanding.people.actor import Actor
from goodstanding.people.models import Unit
from goodstanding.people.queries import learners_meant
from goodstanding.web.forms.licenses import LicenseFilterForm
from tests.cast import Organization, make_license

DAY = date(2026, 6, 15)
DISTANCES = [None, -400, -1, 0, 1, 90, 91, 400]
EVERY = LicenseFilter(learners="all")


@pytest.fixture
def every_kind(organization: Organization) -> Actor:
    """A license for each status, issue date and expiration date that can matter."""
    event = organization.dora_rn.event
    License.objects.all().delete()
    days = [None if n is None else DAY + timedelta(days=n) for n in DISTANCES]
    cases = product(Status.values, days, days)
    possible = [c for c in cases if c[1] is None or c[2] is None or c[1] <= c[2]]
    License.objects.bulk_create(
        License(
            user=organization.dora if n % 3 else organization.erik,
            license_type=organization.rn_texas,
            number=f"N{n}",
            status=status,
            issued_on=issued_on,
            expires_on=expires_on,
            event=event,
        )
        for n, (status, issued_on, expires_on) in enumerate(possible)
    )
    return Actor(organization.alice, "web")


def test_the_parts_of_each_standing_are_what_the_expression_says(every_kind: Actor) -> None:
    told = dict(License.objects.annotate(told=standing_on(DAY)).values_list("pk", "told"))
    assert set(told.values()) == set(Standing.values)
    for standing in Standing:
        found = [
            pk
            for part in standing_parts(standing, DAY)
            for pk in License.objects.filter(part).values_list("pk", flat=True)
        ]
        # As a list: a license that is in two parts would be counted twice.
        assert sorted(found) == sorted(pk for pk, value in told.items() if value == standing)


@pytest.mark.parametrize("standing", ["", *Standing.values])
@pytest.mark.parametrize("text", ["", "n1", "dora n1", "n1 n12", "n1 dora lind", "zz"])
def test_the_parts_of_a_filter_are_the_filter(every_kind: Actor, standing: str, text: str) -> None:
    wanted = replace(EVERY, standing=standing, text=text)
    whole = [held.pk for held in licenses_filtered(every_kind, wanted, DAY)]
    visible = licenses_visible_to(every_kind, DAY)
    for searched in (True, False):
        parts = licenses_in_parts(visible, wanted, DAY, searched=searched)
        assert sorted(held.pk for part in parts for held in part) == sorted(whole)


@pytest.mark.parametrize("searched", [True, False])
@pytest.mark.parametrize("limit", [0, 50, 5_000])
@pytest.mark.parametrize("standing", ["", *Standing.values])
@pytest.mark.parametrize("learners", ["active", "inactive", "all"])
def test_what_is_listed_is_what_the_filter_finds_whether_few_or_many(
    every_kind: Actor,
    organization: Organization,
    monkeypatch: pytest.MonkeyPatch,
    limit: int,
    searched: bool,
    standing: str,
    learners: str,
) -> None:
    organization.erik.is_active = False
    organization.erik.save()
    monkeypatch.setattr(overviews, "LIMIT", limit)
    for text in ("", "n1"):
        wanted = replace(EVERY, standing=standing, learners=learners, text=text)
        whole = licenses_filtered(every_kind, wanted, DAY)
        visible = licenses_visible_to(every_kind, DAY)
        found = overview(visible, wanted, DAY, searched=searched)
        listed = [held.pk for part in found.parts for held in part]
        assert sorted(listed) == sorted(whole.values_list("pk", flat=True))
        counted = found.counts[standing]
        assert counted == Count(len(listed)) or (counted.more and counted.number < len(listed))


@pytest.mark.parametrize("most", [0, 10_000])
@pytest.mark.parametrize("learners", ["active", "inactive", "all"])
def test_few_learners_are_gathered_for_the_same_list(
    every_kind: Actor,
    organization: Organization,
    monkeypatch: pytest.MonkeyPatch,
    most: int,
    learners: str,
) -> None:
    make_license(organization.grace, organization.rn_ohio, every_kind, number="N1")
    organization.erik.is_active = False
    organization.erik.save()
    monkeypatch.setattr(overviews, "LIMIT", 0)
    monkeypatch.setattr(overviews, "FEW_LEARNERS", most)
    wanted = replace(EVERY, learners=learners)
    for units in (
        None,
        [organization.north_clinic],
        [organization.north_clinic, organization.south],
    ):
        meant = learners_meant(every_kind, units, learners)
        assert (meant is None) == (units is None and learners != "inactive")
        visible = licenses_visible_to(every_kind, DAY, units=units)
        found = overview(visible, wanted, DAY, searched=False, learners=meant)
        expected = _pks(licenses_in_parts(visible, wanted, DAY))
        assert _pks(found.parts) == expected
        gathered = any("IS TRUE" in str(part.query) for part in found.parts)
        few = meant is not None and meant.count() <= most
        assert gathered == (few and expected != [])
        assert set(found.counts) == {"", *Standing.values}


def _pks(parts: Parts) -> list[int]:
    return sorted(held.pk for part in parts for held in part)


@pytest.mark.parametrize("role", ["", "Nursing"])
@pytest.mark.parametrize("state", ["", "TX", "OH"])
def test_license_types_that_were_read_already_say_the_same_as_role_and_state(
    organization: Organization, role: str, state: str
) -> None:
    actor = Actor(organization.alice, "web")
    form = LicenseFilterForm({"professional_role": role, "state": state}, actor=actor)
    wanted = form.wanted()
    assert (wanted.license_type_ids is None) == (not role and not state)
    plain = replace(wanted, license_type_ids=None)
    found, expected = (licenses_filtered(actor, each, DAY) for each in (wanted, plain))
    assert set(found) == set(expected)


def test_counts_are_exact_up_to_the_limit_and_never_wrong_beyond(
    every_kind: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visible = licenses_visible_to(every_kind, DAY)
    exact = overview(visible, EVERY, DAY).counts
    assert exact[""] == Count(License.objects.count())
    assert sum(exact[each].number for each in Standing) == exact[""].number

    monkeypatch.setattr(overviews, "LIMIT", 50)
    monkeypatch.setattr(overviews, "LIMIT_OF_STANDING", 20)
    monkeypatch.setattr(overviews, "LIMIT_OF_NARROWED", 10)
    in_units = licenses_visible_to(every_kind, DAY, units=list(Unit.objects.all()))
    searched = replace(EVERY, text="n")
    for seen, wanted, limit in [
        (visible, EVERY, 20),
        (in_units, EVERY, 10),
        (visible, searched, 10),
        (visible, replace(EVERY, standing=Standing.VALID.value), 20),
        (in_units, replace(EVERY, standing=Standing.EXPIRED.value), 10),
    ]:
        counted = overview(seen, wanted, DAY).counts
        assert counted[""] == Count(50, more=True)
        assert f"{counted['']}" == "50+"
        for each in Standing:
            # The one that is listed is counted as far as any list.
            most = 50 if each == wanted.standing else limit
            few = exact[each].number <= most
            assert counted[each] == (exact[each] if few else Count(most, more=True))


@pytest.mark.parametrize("learners", ["active", "all"])
def test_a_standing_or_a_day_does_not_narrow_a_list_but_all_else_does(learners: str) -> None:
    whole = LicenseFilter(learners=learners, standing="expired", as_of=DAY)
    assert not whole.narrows
    others: list[dict[str, Any]] = [
        {"text": "n"},
        {"state": "TX", "license_type_ids": (1,)},
        {"license_type_id": 1},
        {"status": "active"},
        {"expiring_within": 0},
        {"known_on": DAY},
        {"learners": "inactive"},
    ]
    assert all(replace(whole, **other).narrows for other in others)


@pytest.mark.parametrize(
    ("count", "short", "words"),
    [
        (Count(0), "0", "0"),
        (Count(1234), "1,234", "1,234"),
        (Count(2_000), "2,000", "2,000"),
        (Count(2_000, more=True), "2,000+", "More than 2,000"),
    ],
)
def test_a_count_says_whether_there_is_more(count: Count, short: str, words: str) -> None:
    assert (f"{count}", count.words) == (short, words)


def test_nobody_is_counted_for_whoever_supervises_nothing(
    organization: Organization,
) -> None:
    organization.bob.supervisions.all().delete()
    visible = licenses_visible_to(Actor(organization.bob, "web"), DAY)
    counted = overview(visible, EVERY, DAY).counts
    assert set(counted.values()) == {Count(0)}


@pytest.mark.django_db(transaction=True)
def test_indexes_are_walked_for_one_statement_only() -> None:
    shown = "SELECT current_setting('enable_seqscan')"
    assert bounded.fetch(shown, []) == [("off",)]
    with connection.cursor() as cursor:
        cursor.execute(shown)
        assert cursor.fetchone() == ("on",)
