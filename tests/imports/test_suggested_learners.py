"""Learners who are suggested by name or address: only those whose licenses one may change."""

from __future__ import annotations

import pytest

from goodstanding.imports import suggested as people
from goodstanding.imports.storage import load_plan
from goodstanding.people.models import User
from tests.cast import Organization
from tests.imports.test_actions import HEADER, checked


def suggested(user: User, text: str) -> str | None:
    """The username that is suggested to the user for what stands in the place of one."""
    plan = load_plan(checked(user, f"{HEADER}\t{text}\tRN-TX\t1\t\t01/31/2037\t\n"))
    (said,) = plan.problems.filter(code="learner-unknown")["suggestion"].to_list()
    return None if said is None else str(said)


@pytest.mark.parametrize(
    ("text", "to_alice", "to_bob"),
    [
        ("Lind, Dora", "dora", "dora"),
        ("DORA@example.org", "dora", "dora"),
        ("Sandoval, Erik", "erik", None),
        ("Erik Sandoval", "erik", None),
        ("Tanaka, Zoe", None, None),
    ],
)
def test_nobody_out_of_scope_is_suggested(
    organization: Organization, text: str, to_alice: str | None, to_bob: str | None
) -> None:
    User.objects.filter(username="bob").update(may_import=True)
    bob = User.objects.get(username="bob")
    assert suggested(organization.alice, text) == to_alice
    assert suggested(bob, text) == to_bob


def test_of_two_with_the_same_name_none_is_suggested(organization: Organization) -> None:
    User.objects.create(username="z9", first_name="Dora", last_name="Lind")
    assert suggested(organization.alice, "Lind, Dora") != "z9"
    User.objects.filter(username="dora").update(username="q7")
    assert suggested(organization.alice, "Lind, Dora") is None


@pytest.mark.parametrize("everybody", [20_000, 2])
@pytest.mark.parametrize(
    ("text", "to_alice", "to_bob"), [("Dorra", "dora", "dora"), ("erikk", "erik", None)]
)
def test_a_misspelled_username_is_known_among_few_and_many(
    organization: Organization,
    monkeypatch: pytest.MonkeyPatch,
    everybody: int,
    text: str,
    to_alice: str | None,
    to_bob: str | None,
) -> None:
    monkeypatch.setattr(people, "EVERYBODY", everybody)
    User.objects.filter(username="bob").update(may_import=True)
    assert suggested(organization.alice, text) == to_alice
    assert suggested(User.objects.get(username="bob"), text) == to_bob


@pytest.mark.parametrize(("everybody", "meant"), [(20_000, "z9"), (2, None)])
def test_of_very_many_people_no_name_tells_who_is_meant(
    organization: Organization, monkeypatch: pytest.MonkeyPatch, everybody: int, meant: str | None
) -> None:
    monkeypatch.setattr(people, "EVERYBODY", everybody)
    User.objects.create(username="z9", first_name="Moss", last_name="Quill")
    assert suggested(organization.alice, "Quill, Moss") == meant
