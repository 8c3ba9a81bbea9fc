"""What others do between the check and the import: which of it sends the file back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from goodstanding.imports.models import State
from goodstanding.licenses.actions import (
    add_license,
    change_license,
    put_back_license,
    remove_license,
)
from goodstanding.licenses.models import License
from goodstanding.people.actions import change_user
from goodstanding.people.actor import Actor
from goodstanding.refusals import StalePlan
from tests.cast import Organization
from tests.imports.test_actions import HEADER, checked, imported

FILE = HEADER + (
    "\tdora\tRN-TX\t0012345\t\t\t\n"  # row 2: as it is on record
    "\tdora\tRN-OH\t77\t01/15/2026\t01/31/2037\t\n"  # row 3: new
    "delete\tdora\tBLS\t\t\t\t\n"  # row 4
)

Deed = Callable[[Organization, Actor], object]


def edit(name: str) -> Deed:
    """Somebody edits that license of the organization."""

    def deed(organization: Organization, bob: Actor) -> object:
        license_: License = getattr(organization, name)
        return change_license({"notes": "x"}, license_id=license_.pk, version=1, actor=bob)

    return deed


def remove(name: str) -> Deed:
    """Somebody deletes that license of the organization."""

    def deed(organization: Organization, bob: Actor) -> None:
        license_: License = getattr(organization, name)
        remove_license(license_id=license_.pk, actor=bob)

    return deed


def add(number: str) -> Deed:
    """Somebody gives dora a license of that number in Ohio."""

    def deed(organization: Organization, bob: Actor) -> object:
        learner, kind = organization.dora.pk, organization.rn_ohio.pk
        return add_license({"number": number}, learner_id=learner, license_type_id=kind, actor=bob)

    return deed


def rename(organization: Organization, bob: Actor) -> object:
    """Somebody gives erik another name."""
    alice = Actor(organization.alice, "web")
    return change_user({"first_name": "Eric"}, user_id=organization.erik.pk, actor=alice)


def remove_and_put_back(organization: Organization, bob: Actor) -> object:
    """Somebody deletes a license by mistake; it is the same again, under a later version."""
    remove("dora_rn")(organization, bob)
    return put_back_license(license_id=organization.dora_rn.pk, actor=bob)


def add_and_remove(organization: Organization, bob: Actor) -> None:
    """Somebody adds the very license that the file adds, and takes it back."""
    add("77")(organization, bob)
    made = License.objects.get(license_type=organization.rn_ohio, number="77")
    remove_license(license_id=made.pk, actor=bob)


@pytest.mark.parametrize(
    ("deeds", "rows"),
    [
        ([], ""),
        ([edit("dora_rn")], "2"),
        ([remove("dora_rn")], "2"),
        ([remove_and_put_back], "2"),
        ([edit("dora_bls")], "4"),
        ([remove("dora_bls")], "4"),
        ([add("77")], "3"),
        ([add("77"), edit("dora_rn"), remove("dora_bls")], "2, 3, 4"),
        # nothing that the file speaks of
        ([add("78")], ""),
        ([edit("erik_rn")], ""),
        ([rename], ""),
        ([add_and_remove], ""),  # it is to be added still
        ([add("78"), edit("dora_bls"), rename], "4"),
    ],
)
def test_what_was_touched_since_sends_the_file_back(
    organization: Organization, deeds: list[Deed], rows: str
) -> None:
    add("1")(organization, Actor(organization.alice, "web"))  # long before
    import_ = checked(organization.alice, FILE)
    for deed in deeds:
        deed(organization, Actor(organization.alice, "web"))
    if not rows:
        assert imported(organization.alice, import_).state == State.IMPORTED
        return
    held = list(License.objects.order_by("pk").values())
    with pytest.raises(StalePlan, match=rf"\(rows {rows}\)"):
        imported(organization.alice, import_)
    assert list(License.objects.order_by("pk").values()) == held


def test_a_check_of_before_positions_were_kept_looks_at_every_record(
    organization: Organization,
) -> None:
    import_ = checked(organization.alice, FILE)
    import_.chain_position = 0
    import_.save()
    edit("erik_rn")(organization, Actor(organization.alice, "web"))
    assert imported(organization.alice, import_).state == State.IMPORTED
