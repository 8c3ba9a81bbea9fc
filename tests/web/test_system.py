"""The page "System"."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from goodstanding.health.chain_check import is_wanted
from goodstanding.installation.facts import Key, note
from goodstanding.people.models import User
from tests.cast import Organization
from tests.web.test_imports import words

ClientOf = Callable[[User], Client]


def test_it_says_how_things_are_and_what_to_do(
    organization: Organization, client_of: ClientOf
) -> None:
    text = words(client_of(organization.alice).get("/system/"))
    assert "No worker is alive, so no file is checked or imported." in text
    assert "Start goodstanding serve, which has one" in text
    assert "No backup was ever made." in text
    assert "The database takes changes." in text
    assert "PostgreSQL" in text
    for name in ("history", "people", "licenses", "imports", "installation"):
        assert f"{name} 00" in text


def test_a_broken_history_stands_out(organization: Organization, client_of: ClientOf) -> None:
    note(Key.CHAIN_CHECK, links=9, broken="it was altered", broken_at=10, seconds=1)
    page = client_of(organization.alice).get("/system/")
    assert "The history was BROKEN at link 10" in words(page)
    row = page.content.decode().split('id="chain"')[1].split("</tr>")[0]
    assert '<span class="badge expired">Bad</span>' in row


def test_a_check_can_be_asked_for(organization: Organization, client_of: ClientOf) -> None:
    alice = client_of(organization.alice)
    assert not is_wanted()
    assert alice.post("/system/").status_code == 302
    assert is_wanted()
    assert "A check is about to begin" in words(alice.get("/system/"))


@pytest.mark.parametrize("who", ["bob", "dora", "grace"])
def test_others_may_not(organization: Organization, client_of: ClientOf, who: str) -> None:
    client = client_of(getattr(organization, who))
    assert client.post("/system/").status_code == 403
    assert not is_wanted()
    assert "/system/" not in client.get("/help/").content.decode()
