"""Events: what is written down, and that it outlives what it speaks of."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from goodstanding.history.record import record_event
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from tests.cast import Organization


def test_an_event_says_who_did_what_when_and_through_which_door(
    organization: Organization,
) -> None:
    number = uuid4()
    event = record_event(
        "licenses.remove",
        "Registered Nurse (TX) of Dora Lind",
        learner_id=organization.dora.pk,
        import_id=number,
        reason="entered twice",
        actor=Actor(organization.bob, "command line"),
    )
    event.refresh_from_db()
    assert (event.action, event.subject) == (
        "licenses.remove",
        "Registered Nurse (TX) of Dora Lind",
    )
    assert (event.actor_id, event.actor_name, event.door) == (
        organization.bob.pk, "bob", "command line",
    )  # fmt: skip
    assert (event.learner_id, event.import_id, event.reason) == (
        organization.dora.pk, number, "entered twice",
    )  # fmt: skip
    assert timezone.now() - event.at < timedelta(minutes=1)


def test_a_long_subject_is_shortened_to_what_fits(organization: Organization) -> None:
    event = record_event("units.add", "x" * 500, actor=Actor(organization.alice, "web"))
    event.refresh_from_db()
    assert event.subject == "x" * 300


def test_an_event_keeps_the_name_of_a_user_who_is_renamed(organization: Organization) -> None:
    event = record_event("units.add", "West", actor=Actor(organization.bob, "web"))
    User.objects.filter(pk=organization.bob.pk).update(username="robert")
    event.refresh_from_db()
    assert str(event) == "units.add by bob"
