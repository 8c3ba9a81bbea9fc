"""The list of available licenses: adding, changing, retiring, and what is refused."""

from __future__ import annotations

import pytest

from goodstanding.history.models import Event
from goodstanding.licenses.models import License, LicenseType, LicenseTypeVersion
from goodstanding.licenses.type_actions import (
    add_license_type,
    change_license_type,
    retire_license_type,
)
from goodstanding.people.actor import Actor
from goodstanding.refusals import Invalid, NotAllowed, NotFound
from tests.cast import Organization, make_license

THERAPIST = {"code": "PT-TX", "professional_role": "Therapy", "state": "TX", "name": "Therapist"}


def test_a_new_entry_has_one_version_and_one_event(organization: Organization) -> None:
    made = add_license_type(THERAPIST, actor=Actor(organization.alice, "web"))
    version = LicenseTypeVersion.objects.get(record_id=made.pk)
    assert (made.version, made.expires, made.retired) == (1, True, False)
    assert (version.code, version.version, version.removed) == ("PT-TX", 1, False)
    assert (version.event.action, version.event.subject) == (
        "available-licenses.add",
        "Therapist (TX)",
    )


@pytest.mark.parametrize("code", ["RN-TX", "rn-tx"])
def test_a_license_id_is_taken_in_any_case(organization: Organization, code: str) -> None:
    events = Event.objects.count()
    with pytest.raises(Invalid) as refused:
        add_license_type(THERAPIST | {"code": code}, actor=Actor(organization.alice, "web"))
    assert (refused.value.code, refused.value.field) == ("license-id-taken", "code")
    assert refused.value.message == f"There is already a license with the License ID {code}."
    assert Event.objects.count() == events


def test_role_state_and_name_belong_to_one_license_id(organization: Organization) -> None:
    values = {
        "code": "X",
        "professional_role": "Nursing",
        "state": "TX",
        "name": "Registered Nurse",
    }
    with pytest.raises(Invalid):
        add_license_type(values, actor=Actor(organization.alice, "web"))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"code": ""}, "code"),
        ({"code": "x" * 41}, "code"),
        ({"name": ""}, "name"),
        ({"professional_role": ""}, "professional_role"),
    ],
)
def test_what_makes_no_sense_is_refused_and_names_the_field(
    organization: Organization, values: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add_license_type(THERAPIST | values, actor=Actor(organization.alice, "web"))
    assert refused.value.field == field


def test_a_retired_license_stays_with_those_who_hold_it(organization: Organization) -> None:
    alice, pk = Actor(organization.alice, "web"), organization.rn_texas.pk
    retired = retire_license_type(license_type_id=pk, retired=True, actor=alice)
    assert (retired.retired, retired.version) == (True, 2)
    assert License.objects.filter(pk=organization.dora_rn.pk).exists()
    with pytest.raises(Invalid, match="retired"):
        make_license(organization.erik, retired, alice)
    retire_license_type(license_type_id=pk, retired=False, actor=alice)
    assert make_license(organization.erik, organization.rn_texas, alice).version == 1


def test_a_change_keeps_what_was_before(organization: Organization) -> None:
    pk = organization.bls.pk
    change_license_type(
        {"board": "Heart Association"},
        license_type_id=pk,
        actor=Actor(organization.alice, "web"),
    )
    kept = LicenseTypeVersion.objects.filter(record_id=pk).order_by("version")
    assert [(v.version, v.board) for v in kept] == [(1, ""), (2, "Heart Association")]


@pytest.mark.parametrize("name", ["bob", "dora", "grace"])
def test_only_administrators_change_the_list(organization: Organization, name: str) -> None:
    actor = Actor(getattr(organization, name), "web")
    with pytest.raises(NotAllowed):
        add_license_type(THERAPIST, actor=actor)
    with pytest.raises(NotAllowed):
        retire_license_type(license_type_id=organization.bls.pk, retired=True, actor=actor)
    assert not LicenseType.objects.filter(code="PT-TX").exists()


def test_an_entry_that_does_not_exist_is_not_found(organization: Organization) -> None:
    with pytest.raises(NotFound):
        change_license_type({}, license_type_id=999_999, actor=Actor(organization.alice, "web"))
