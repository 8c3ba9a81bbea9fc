"""The history on a learner's page: what an import changed for this person, and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from django.test import Client

from goodstanding.imports import actions
from goodstanding.imports.models import Import
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from tests.cast import Organization
from tests.web.test_imports import words

ClientOf = Callable[[User], Client]
ROWS = (
    "Username\tLicense ID\tLicense Number\tExpiration Date\n"
    "dora\tRN-TX\t0012345\t03/14/2037\nerik\tRN-OH\tRN.445566\t03/14/2038\n"
)


def imported(who: User) -> Import:
    """dora's and erik's expirations, in a file whose name says too much."""
    actor = Actor(who, "web")
    made = actions.upload(
        BytesIO(ROWS.encode()), file_name="layoffs.txt", kind="licenses", actor=actor
    )
    actions.check(made, actor=actor)
    return actions.apply(made.pk, plan_digest=made.plan_digest, actor=actor)


@pytest.mark.parametrize(
    ("who", "sees_file"),
    [("alice", True), ("grace", True), ("bob", False), ("dora", False)],
)
@pytest.mark.parametrize("may_import", [False, True])
def test_what_changed_for_this_person_is_told_and_the_file_to_few(
    organization: Organization,
    client_of: ClientOf,
    who: str,
    sees_file: bool,
    may_import: bool,
) -> None:
    made = imported(organization.alice)
    User.objects.filter(username="bob").update(may_import=may_import)
    client = client_of(User.objects.get(username=who))
    told = words(client.get(f"/users/{organization.dora.pk}/"))
    page = told
    told += words(client.get(f"/users/licenses/{organization.dora_rn.pk}/"))
    assert "Expiration date was Jan 31, 2035 now Mar 14, 2037" in told
    assert "Expiration date was Jan 31, 2035 now Mar 14, 2037" in page
    assert ("layoffs" in told) == (made.reference in told) == sees_file
    assert "2 changed" not in told


def test_an_own_import_is_named(organization: Organization, client_of: ClientOf) -> None:
    User.objects.filter(username="bob").update(may_import=True)
    bob = User.objects.get(username="bob")
    actor = Actor(bob, "web")
    text = "Username\tLicense ID\tLicense Number\tExpiration Date\ndora\tRN-OH\t7\t03/14/2037\n"
    made = actions.upload(
        BytesIO(text.encode()), file_name="mine.txt", kind="licenses", actor=actor
    )
    actions.check(made, actor=actor)
    actions.apply(made.pk, plan_digest=made.plan_digest, actor=actor)
    told = words(client_of(bob).get(f"/users/{organization.dora.pk}/"))
    assert f"{made.reference} of mine.txt" in told
    assert "Registered Nurse (OH) added" in told
