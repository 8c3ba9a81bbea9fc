"""Undoing against a plain dict: what nobody touched since is as before, all else as it is now."""

from __future__ import annotations

import pytest
from django.db import transaction
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from goodstanding.imports.undo import plan_undo
from goodstanding.licenses.actions import add_license, change_license, remove_license
from goodstanding.licenses.models import License
from goodstanding.people.actor import Actor
from tests.cast import Organization
from tests.imports.undoing import HEADER, TODAY, applied, imported

NUMBERS = ("101", "102", "103", "104", "105")
NOTES = ("one", "two", "three")
Held = dict[str, str]
Edits = list[tuple[str, str]]

states = st.dictionaries(st.sampled_from(NUMBERS), st.sampled_from(NOTES))
deeds = st.dictionaries(st.sampled_from(NUMBERS), st.sampled_from((*NOTES, "delete")), min_size=1)
edits = st.lists(st.tuples(st.sampled_from(NUMBERS), st.sampled_from((*NOTES, "delete"))))


class _Over(Exception):
    """One example is over; what it wrote goes with its savepoint."""


def held(organization: Organization) -> Held:
    """The notes of dora's licenses in Ohio, by number."""
    found = License.objects.filter(user=organization.dora, license_type=organization.rn_ohio)
    return dict(found.values_list("number", "notes"))


def edit(organization: Organization, number: str, deed: str) -> bool:
    """What bob does by hand to the license of that number; whether it changed anything."""
    bob = Actor(organization.bob, "web")
    one = License.objects.filter(
        user=organization.dora, license_type=organization.rn_ohio, number=number
    ).first()
    if one is None:
        if deed != "delete":
            add_license(
                {"number": number, "notes": deed, "does_not_expire": True},
                learner_id=organization.dora.pk,
                license_type_id=organization.rn_ohio.pk,
                actor=bob,
            )
        return deed != "delete"
    if deed == "delete":
        remove_license(license_id=one.pk, actor=bob)
        return True
    change_license({"notes": deed}, license_id=one.pk, version=one.version, actor=bob)
    return one.notes != deed


def sheet(rows: Held, present: Held) -> str:
    """The rows as a file; what is not there cannot be deleted."""
    lines = [
        f"delete\tdora\tRN-OH\t{number}\t\t\t\n"
        if deed == "delete"
        else f"\tdora\tRN-OH\t{number}\t\tnever\t{deed}\n"
        for number, deed in rows.items()
        if deed != "delete" or number in present
    ]
    return HEADER + "".join(lines)


def story(organization: Organization, start: Held, rows: Held, after: Edits) -> None:
    """One import, what people did then, its undo, and the undo of that."""
    for number, notes in start.items():
        edit(organization, number, notes)
    done = imported(organization.alice, sheet(rows, start))
    expected = start | rows
    assert held(organization) == {n: notes for n, notes in expected.items() if notes != "delete"}
    edited = {number for number, deed in after if edit(organization, number, deed)}
    now = held(organization)
    alice = Actor(organization.alice, "web")
    plan = plan_undo(done, alice, TODAY)
    event(" ".join(sorted(set(plan.frame["outcome"]))) or "nothing to undo")
    undone = applied(plan, organization.alice, done)
    # What the import deleted comes back, even if somebody added and deleted another one since.
    gone = {n for n in start if rows.get(n) == "delete" and n not in now}
    back = {n: now if n in edited - gone else start for n in NUMBERS}
    assert held(organization) == {n: source[n] for n, source in back.items() if n in source}
    applied(plan_undo(undone, alice, TODAY), organization.alice, undone)
    assert held(organization) == now


@pytest.mark.slow
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(start=states, rows=deeds, after=edits)
def test_an_undo_equals_the_model(
    organization: Organization, start: Held, rows: Held, after: Edits
) -> None:
    try:
        with transaction.atomic():
            story(organization, start, rows, after)
            raise _Over
    except _Over:
        pass
    assert held(organization) == {}
