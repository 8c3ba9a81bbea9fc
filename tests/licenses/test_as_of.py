"""Who was licensed on a day, and what was on record then."""

from __future__ import annotations

from datetime import UTC, date, datetime

import time_machine

from goodstanding.licenses.actions import (
    add_license,
    change_license,
    put_back_license,
    remove_license,
)
from goodstanding.licenses.queries import LicenseFilter, licenses_filtered
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from tests.cast import Organization

TODAY = date(2026, 11, 22)


def seen(user: User, **wanted: date) -> dict[str, tuple[date | None, str]]:
    """Number to expiration and standing, of the licenses of the story."""
    found = licenses_filtered(Actor(user, "web"), LicenseFilter(**wanted), TODAY)  # type: ignore[arg-type]
    return {
        one.number: (one.expires_on, one.standing)  # type: ignore[attr-defined]
        for one in found
        if one.number.startswith("S")
    }


def at(day: int, hour: int = 12) -> time_machine.travel:
    return time_machine.travel(datetime(2026, 3, day, hour, tzinfo=UTC), tick=False)


def tell_story(organization: Organization) -> None:
    """March 2: recorded. March 5: renewed. March 10: deleted. March 12: put back."""
    alice = Actor(organization.alice, "web")
    with at(2):
        held = add_license(
            {"number": "S1", "issued_on": date(2024, 3, 1), "expires_on": date(2026, 3, 4)},
            learner_id=organization.dora.pk,
            license_type_id=organization.bls.pk,
            actor=alice,
        )
    with at(5):
        change_license({"expires_on": date(2028, 3, 4)}, license_id=held.pk, version=1, actor=alice)
    with at(10):
        remove_license(license_id=held.pk, actor=alice)
    with at(12):
        put_back_license(license_id=held.pk, actor=alice)


OLD, NEW = date(2026, 3, 4), date(2028, 3, 4)


def test_what_was_on_record_on_each_day(organization: Organization) -> None:
    tell_story(organization)
    told = {day: seen(organization.alice, known_on=date(2026, 3, day)) for day in range(1, 14)}
    assert told[1] == {}
    for day in (2, 3, 4):
        assert told[day] == {"S1": (OLD, "expiring")}
    for day in (*range(5, 10), 12, 13):
        assert told[day] == {"S1": (NEW, "valid")}
    assert told[10] == told[11] == {}


def test_a_day_and_what_was_known_are_two_questions(organization: Organization) -> None:
    tell_story(organization)
    alice = organization.alice
    # By what is known today, the license was good on March 4 and before; it was renewed since.
    assert seen(alice, as_of=date(2026, 3, 7)) == {"S1": (NEW, "valid")}
    assert seen(alice, as_of=date(2024, 2, 28)) == {"S1": (NEW, "not-yet-valid")}
    assert seen(alice, as_of=date(2028, 3, 5)) == {"S1": (NEW, "expired")}
    # On March 3 nobody knew of the renewal.
    assert seen(alice, as_of=date(2026, 3, 7), known_on=date(2026, 3, 3)) == {
        "S1": (OLD, "expired")
    }


def test_a_day_ends_where_the_organization_is(organization: Organization) -> None:
    alice = Actor(organization.alice, "web")
    # Three in the morning of March 3 by UTC is still the evening of March 2 in New York.
    with at(3, hour=3):
        add_license(
            {"number": "S2"},
            learner_id=organization.dora.pk,
            license_type_id=organization.bls.pk,
            actor=alice,
        )
    assert "S2" in seen(organization.alice, known_on=date(2026, 3, 2))
    assert "S2" not in seen(organization.alice, known_on=date(2026, 3, 1))


def test_the_past_is_seen_within_ones_scope(organization: Organization) -> None:
    tell_story(organization)
    assert seen(organization.bob, known_on=date(2026, 3, 3)) == {"S1": (OLD, "expiring")}
    assert seen(organization.charlie, known_on=date(2026, 3, 3)) == {}
    assert seen(organization.dora, known_on=date(2026, 3, 3)) == {"S1": (OLD, "expiring")}
