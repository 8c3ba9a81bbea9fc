"""Adding, changing, deleting and putting back licenses, and what each leaves behind."""

from __future__ import annotations

from datetime import date

import pytest

from goodstanding.history.models import Event
from goodstanding.licenses.actions import (
    add_license,
    change_license,
    put_back_license,
    remove_license,
)
from goodstanding.licenses.models import License, LicenseVersion
from goodstanding.people.actor import Actor
from goodstanding.refusals import Conflict, Invalid, NotAllowed, NotFound
from tests.cast import Organization, make_license


def test_a_new_license_has_one_version_and_one_event(organization: Organization) -> None:
    bob = Actor(organization.bob, "web")
    made = make_license(organization.dora, organization.rn_ohio, bob, number="00-77 b")
    version = LicenseVersion.objects.get(record_id=made.pk)
    assert (made.number, made.version) == ("00-77 b", 1)
    assert (version.number, version.version, version.removed) == ("00-77 b", 1, False)
    assert version.event == made.event
    assert made.event.action == "licenses.add"
    assert made.event.actor_name == "bob"
    assert made.event.learner_id == organization.dora.pk


def test_a_change_keeps_what_was_before(organization: Organization) -> None:
    bob = Actor(organization.bob, "web")
    license_ = organization.dora_rn
    changed = change_license(
        {"expires_on": date(2037, 1, 31)}, license_id=license_.pk, version=1, actor=bob
    )
    assert (changed.version, changed.expires_on) == (2, date(2037, 1, 31))
    kept = LicenseVersion.objects.filter(record_id=license_.pk).order_by("version")
    assert [v.expires_on for v in kept] == [date(2035, 1, 31), date(2037, 1, 31)]


def test_a_change_that_changes_nothing_leaves_no_trace(organization: Organization) -> None:
    bob = Actor(organization.bob, "web")
    events = Event.objects.count()
    same = change_license(
        {"number": "0012345"}, license_id=organization.dora_rn.pk, version=1, actor=bob
    )
    assert (same.version, Event.objects.count()) == (1, events)


def test_a_change_on_an_old_version_is_refused(organization: Organization) -> None:
    bob = Actor(organization.bob, "web")
    pk = organization.dora_rn.pk
    change_license({"notes": "first"}, license_id=pk, version=1, actor=bob)
    with pytest.raises(Conflict, match="bob changed this license while you were editing"):
        change_license({"notes": "second"}, license_id=pk, version=1, actor=bob)
    assert License.objects.get(pk=pk).notes == "first"


def test_deleted_and_put_back(organization: Organization) -> None:
    bob = Actor(organization.bob, "web")
    pk = organization.dora_rn.pk
    remove_license(license_id=pk, actor=bob)
    assert not License.objects.filter(pk=pk).exists()
    back = put_back_license(license_id=pk, actor=bob)
    assert (back.pk, back.number, back.version) == (pk, "0012345", 3)
    trail = LicenseVersion.objects.filter(record_id=pk).order_by("version")
    assert [(v.version, v.removed) for v in trail] == [(1, False), (2, True), (3, False)]


def test_putting_back_is_refused_when_the_license_was_added_again(
    organization: Organization,
) -> None:
    bob = Actor(organization.bob, "web")
    pk = organization.dora_rn.pk
    remove_license(license_id=pk, actor=bob)
    make_license(organization.dora, organization.rn_texas, bob)
    with pytest.raises(Conflict) as refused:
        put_back_license(license_id=pk, actor=bob)
    assert refused.value.code == "license-exists"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"expires_on": date(2020, 1, 1)}, "expires-before-issued"),
        ({"does_not_expire": True}, "expires-and-does-not"),
        ({"status": "excellent"}, "invalid_choice"),
        ({"number": "9" * 101}, "max_length"),
    ],
)
def test_what_makes_no_sense_is_refused(
    organization: Organization, values: dict[str, object], code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        make_license(
            organization.dora, organization.rn_ohio, Actor(organization.bob, "web"), **values
        )
    assert refused.value.code == code


def test_the_same_license_twice_is_refused(organization: Organization) -> None:
    with pytest.raises(Conflict) as refused:
        make_license(
            organization.dora,
            organization.rn_texas,
            Actor(organization.bob, "web"),
            number="0012345",
        )
    assert refused.value.code == "license-exists"


def test_outside_the_units_is_answered_like_something_that_does_not_exist(
    organization: Organization,
) -> None:
    charlie = Actor(organization.charlie, "web")
    deeds = [
        lambda pk: remove_license(license_id=pk, actor=charlie),
        lambda pk: put_back_license(license_id=pk, actor=charlie),
        lambda pk: change_license({}, license_id=pk, version=1, actor=charlie),
    ]
    for deed in deeds:
        answers = []
        for pk in (organization.dora_rn.pk, 999_999):
            with pytest.raises(NotFound) as refused:
                deed(pk)
            answers.append(str(refused.value))
        assert answers[0] == answers[1]


@pytest.mark.parametrize("name", ["dora", "grace"])
def test_learners_and_auditors_change_nothing(organization: Organization, name: str) -> None:
    actor = Actor(getattr(organization, name), "web")
    with pytest.raises(NotAllowed):
        add_license(
            {},
            learner_id=organization.dora.pk,
            license_type_id=organization.rn_ohio.pk,
            actor=actor,
        )


@pytest.mark.parametrize(
    ("number", "code"),
    [
        *[(each, "digits-lost") for each in ("#", "#####", "1.23E+11", "5E+7")],
        *[(each, "placeholder-in-number") for each in ("N/A", "none", "-", "--", "?", "Unknown")],
    ],
)
def test_what_stands_for_a_number_is_no_number(
    organization: Organization, number: str, code: str
) -> None:
    alice = Actor(organization.alice, "web")
    with pytest.raises(Invalid) as caught:
        make_license(organization.dora, organization.rn_ohio, alice, number=number)
    assert (caught.value.code, caught.value.field) == (code, "number")
