"""Ending sessions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db.models.functions import Now
from django.test import Client

from goodstanding.history.models import Event
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.people.sessions import end_all_sessions, end_sessions
from goodstanding.refusals import NotAllowed, NotFound
from tests.cast import Organization

ClientOf = Callable[[User], Client]


def test_a_user_is_signed_out_everywhere_and_nobody_else(
    organization: Organization, client_of: ClientOf
) -> None:
    alice = Actor(organization.alice, "command line")
    bobs = [client_of(organization.bob) for _ in range(3)]
    other, anonymous = client_of(organization.charlie), Client()
    anonymous.get("/accounts/login/")
    assert end_sessions(user_id=organization.bob.pk, actor=alice) == 3
    assert [client.get("/users/").status_code for client in bobs] == [302] * 3
    assert other.get("/users/").status_code == 200
    event = Event.objects.latest("pk")
    assert (event.action, event.subject) == ("users.end-sessions", "bob")
    assert end_sessions(user_id=organization.bob.pk, actor=alice) == 0


def test_everybody_is_signed_out(organization: Organization, client_of: ClientOf) -> None:
    clients = [client_of(organization.bob), client_of(organization.dora)]
    ended = end_all_sessions(reason="x", actor=Actor(organization.alice, "command line"))
    assert ended == 2
    assert [client.get("/help/").wsgi_request.user.is_authenticated for client in clients] == [
        False,
        False,
    ]


def test_a_session_that_has_run_out_or_cannot_be_read_is_passed_over(
    organization: Organization, client_of: ClientOf
) -> None:
    client_of(organization.bob)
    Session.objects.update(expire_date=Now() - timedelta(seconds=1))
    Session.objects.create(
        session_key="x" * 32, session_data="rubbish", expire_date=Now() + timedelta(hours=1)
    )
    alice = Actor(organization.alice, "command line")
    assert end_sessions(user_id=organization.bob.pk, actor=alice) == 0


@pytest.mark.parametrize("who", ["bob", "dora", "grace"])
def test_others_may_not(organization: Organization, client_of: ClientOf, who: str) -> None:
    client_of(organization.charlie)
    actor = Actor(getattr(organization, who), "command line")
    with pytest.raises(NotAllowed):
        end_sessions(user_id=organization.charlie.pk, actor=actor)
    with pytest.raises(NotAllowed):
        end_all_sessions(reason="", actor=actor)
    assert Session.objects.count() == 1


def test_a_user_who_is_not_there(organization: Organization) -> None:
    with pytest.raises(NotFound):
        end_sessions(user_id=999_999, actor=Actor(organization.alice, "command line"))
