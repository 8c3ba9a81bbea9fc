"""Undoing an import: what is put back, what is kept, and what cannot be."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import models

from goodstanding.history.models import Event
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Import
from goodstanding.imports.undo import plan_undo
from goodstanding.imports.undo_results import undo_blocks, undo_rows
from goodstanding.licenses.actions import add_license, change_license, remove_license
from goodstanding.licenses.models import License, LicenseType, LicenseVersion
from goodstanding.people.actions import add_user, set_user_password
from goodstanding.people.actor import Actor
from goodstanding.people.models import Supervision, User
from goodstanding.plans.plan import Plan
from goodstanding.refusals import NotAllowed
from tests.cast import Organization, make_license
from tests.imports.undoing import GOOD, HEADER, TODAY, applied, imported, plan_of

LEARNERS = (
    "Username\tFirst Name\tLast Name\tUnit\tRole\tActive\n"
    "fay\tFay\tNovak\tHarbor Clinic\tLearner\tyes\n"
    "DORA\t\tReyes\tSouth\t\tno\n"
)
TYPES = (
    "License ID\tProfessional Role\tState\tLicense/Certification\tRenewal Months\tExpires\n"
    "PT-TX\tPhysical Therapy\tTexas\tPhysical Therapist\t24\tyes\n"
    "rn-tx\t\t\tRegistered Professional Nurse\t36\t\n"
)


def state(kind: str) -> dict[int, dict[str, Any]]:
    """Every record of a kind by id, in the columns that versions keep."""
    records = find_kind(kind).records
    model: Any = records.model
    return {row.pop("id"): row for row in model.objects.values("id", *records.columns)}


def versions(model: type[models.Model]) -> list[tuple[Any, ...]]:
    """Every version there is, as it was written."""
    rows: Any = model._default_manager.order_by("pk")
    return list(rows.values_list())


def planned(undone: Import, user: User) -> Plan:
    """The undo as this user would be shown it."""
    plan = plan_undo(undone, Actor(user, "web"), TODAY)
    assert plan.frame["row"].n_unique() == plan.frame.height == plan.counts()["read"]
    return plan


def undo(undone: Import, user: User) -> Import:
    """Apply the undo as the engine does; what is kept is no business of the engine."""
    return applied(planned(undone, user), user, undone)


def outcomes(plan: Plan) -> dict[int, str]:
    """The outcome of each row."""
    return dict(plan.frame.select("row", "outcome").iter_rows())


def codes(plan: Plan) -> list[tuple[int, str, str]]:
    """Row, code and severity of each problem."""
    return plan.problems.sort("row").select("row", "code", "severity").rows()


@pytest.mark.parametrize(
    ("kind", "text"), [("licenses", GOOD), ("learners", LEARNERS), ("license-types", TYPES)]
)
def test_an_undo_puts_every_record_back_and_its_undo_brings_the_import_again(
    organization: Organization, kind: str, text: str
) -> None:
    before, version = state(kind), find_kind(kind).records.version_model
    done = imported(organization.alice, text, kind)
    after, kept = state(kind), versions(version)
    assert after != before
    undone = undo(done, organization.alice)
    assert state(kind) == before
    again = undo(undone, organization.alice)
    assert state(kind) == after
    undo(again, organization.alice)
    assert state(kind) == before
    assert versions(version)[: len(kept)] == kept
    assert (
        len(versions(version))
        == len(kept)
        + 3
        * Event.objects.filter(import_id=done.pk).count()
        * planned(done, organization.alice).frame.height
    )


def test_the_plan_of_an_undo_shows_what_is_and_what_will_be(organization: Organization) -> None:
    done = imported(organization.alice, GOOD)
    plan = planned(done, organization.alice)
    assert outcomes(plan) == {2: "change", 3: "remove", 4: "add"}
    shown = plan.frame.select("subject", "detail", "before_expires_on", "after_expires_on").rows()
    assert shown[:2] == [
        (
            "Dora Lind (dora)",
            "Registered Nurse (TX) 0012345",
            date(2037, 1, 31),
            date(2035, 1, 31),
        ),
        ("Dora Lind (dora)", "Registered Nurse (OH) 00-77", date(2028, 1, 31), None),
    ]
    assert plan.problems.is_empty()
    of_a_file = plan_of(organization.alice, GOOD, "licenses")
    assert plan.frame.schema == of_a_file.frame.schema
    assert plan.fields == of_a_file.fields


def test_what_people_did_since_is_kept_and_says_who_did_it(organization: Organization) -> None:
    done = imported(organization.alice, GOOD)
    bob = Actor(organization.bob, "web")
    change_license({"notes": "seen"}, license_id=organization.dora_rn.pk, version=2, actor=bob)
    remove_license(license_id=License.objects.get(number="00-77").pk, actor=bob)
    plan = planned(done, organization.alice)
    assert outcomes(plan) == {2: "kept", 3: "kept", 4: "add"}
    assert codes(plan) == [(2, "edited-since", "note"), (3, "edited-since", "note")]
    told = plan.problems.sort("row")["message"].to_list()
    assert told[0].startswith("Edited by Bob Tanaka on ")
    assert told[1].startswith("Deleted by Bob Tanaka on ")
    assert told[0].endswith(", after the import; it stays as it is.")
    undo(done, organization.alice)
    assert License.objects.get(pk=organization.dora_rn.pk).notes == "seen"
    assert License.objects.filter(pk=organization.dora_bls.pk).exists()


def test_what_somebody_put_back_by_hand_is_the_same_already(organization: Organization) -> None:
    done = imported(organization.alice, GOOD)
    change_license(
        {"expires_on": date(2035, 1, 31)},
        license_id=organization.dora_rn.pk,
        version=2,
        actor=Actor(organization.bob, "web"),
    )
    assert outcomes(planned(done, organization.alice))[2] == "same"
    undo(done, organization.alice)
    assert License.objects.get(pk=organization.dora_rn.pk).version == 3


def test_only_the_rows_that_were_imported_are_rows_of_the_undo(organization: Organization) -> None:
    done = imported(organization.alice, GOOD + "\tdor\tRN-OH\t1\t\t\t\n")
    assert set(outcomes(planned(done, organization.alice))) == {2, 3, 4}


def test_a_license_that_was_added_again_stands_in_the_way(organization: Organization) -> None:
    done = imported(organization.alice, GOOD)
    alice = Actor(organization.alice, "web")
    add_license(
        {"number": ""},
        learner_id=organization.dora.pk,
        license_type_id=organization.bls.pk,
        actor=alice,
    )
    plan = planned(done, organization.alice)
    assert outcomes(plan) == {2: "change", 3: "remove", 4: "cannot"}
    assert codes(plan) == [(4, "exists-again", "error")]
    undo(done, organization.alice)
    assert License.objects.get(pk=organization.dora_rn.pk).expires_on == date(2035, 1, 31)


def test_a_learner_who_went_elsewhere_is_not_told_of(organization: Organization) -> None:
    User.objects.filter(pk=organization.bob.pk).update(may_import=True)
    bob = User.objects.get(pk=organization.bob.pk)
    done = imported(bob, HEADER + "\tdora\tRN-TX\t0012345\t\t01/31/2037\t\n")
    assert outcomes(planned(done, bob)) == {2: "change"}
    User.objects.filter(pk=organization.dora.pk).update(
        unit=organization.south, username="secret", last_name="Secret"
    )
    plan = planned(done, bob)
    assert (outcomes(plan), codes(plan)) == ({2: "cannot"}, [(2, "learner-unknown", "error")])
    assert plan.problems["message"][0] == "dora is not the username of one of your learners."
    assert "ecret" not in plan.frame.write_csv() + plan.problems.write_csv()
    row = plan.frame.row(0, named=True)
    assert {row[name] for name in row if name.startswith(("before", "after", "target"))} == {None}
    undo(done, bob)
    assert License.objects.get(pk=organization.dora_rn.pk).version == 2


def test_only_who_may_import_may_undo(organization: Organization) -> None:
    done = imported(organization.alice, GOOD)
    for user in (organization.bob, organization.grace, organization.dora):
        with pytest.raises(NotAllowed):
            plan_undo(done, Actor(user, "web"), TODAY)


@pytest.mark.parametrize("why", ["license", "supervises", "password"])
def test_an_added_user_whom_something_hangs_on_is_not_deleted(
    organization: Organization, why: str
) -> None:
    done = imported(organization.alice, LEARNERS, "learners")
    fay, alice = User.objects.get(username="fay"), Actor(organization.alice, "web")
    if why == "license":
        make_license(fay, organization.rn_texas, alice)
    elif why == "supervises":
        Supervision.objects.create(user=fay, unit=organization.south)
    else:
        set_user_password("a long one for fay", user_id=fay.pk, actor=alice)
    plan = planned(done, organization.alice)
    assert outcomes(plan) == {2: "cannot", 3: "change"}
    assert codes(plan) == [(2, "still-in-use", "error")]
    undo(done, organization.alice)
    assert User.objects.filter(username="fay").exists()
    assert User.objects.get(username="dora").is_active


def test_an_available_license_that_learners_hold_is_not_deleted(
    organization: Organization,
) -> None:
    done = imported(organization.alice, TYPES, "license-types")
    added = LicenseType.objects.get(code="PT-TX")
    make_license(organization.dora, added, Actor(organization.alice, "web"))
    assert codes(planned(done, organization.alice)) == [(2, "still-in-use", "error")]


def test_a_username_that_was_taken_since_is_not_given_twice(organization: Organization) -> None:
    done = imported(organization.alice, LEARNERS, "learners")
    undone = undo(done, organization.alice)
    add_user({"username": "FAY", "first_name": "Fay"}, actor=Actor(organization.alice, "web"))
    assert codes(planned(undone, organization.alice)) == [(2, "exists-again", "error")]


def test_nobody_undoes_his_or_her_own_role(organization: Organization) -> None:
    text = "Username\tRole\nbob\tAdministrator\n"
    done = imported(organization.alice, text, "learners")
    bob = User.objects.get(pk=organization.bob.pk)
    assert codes(planned(done, bob)) == [(2, "own-role", "error")]
    assert outcomes(planned(done, organization.alice)) == {2: "change"}


def test_a_license_whose_entry_is_gone_cannot_be_put_back(organization: Organization) -> None:
    done = imported(organization.alice, GOOD)
    organization.bls.delete()
    plan = planned(done, organization.alice)
    assert codes(plan) == [(4, "cannot-put-back", "error")]
    assert plan.problems["message"][0].startswith("The available license")


def test_a_state_that_nobody_wrote_down_is_not_made_up(organization: Organization) -> None:
    User.objects.create(username="zoe", last_name="Moreau")
    text = "Username\tLast Name\nzoe\tMoreau-Lind\n"
    done = imported(organization.alice, text, "learners")
    assert codes(planned(done, organization.alice)) == [(2, "cannot-put-back", "error")]


@pytest.mark.parametrize("fmt", ["txt", "xml", "xlsx"])
def test_the_results_of_an_undo_are_a_file(organization: Organization, fmt: str) -> None:
    done = imported(organization.alice, GOOD)
    License.objects.filter(pk=organization.dora_bls.pk).delete()
    plan = planned(done, organization.alice)
    rows = undo_rows(plan.frame, plan.problems)
    suffix, blocks = undo_blocks([rows], rows.height, fmt)
    assert (suffix, len(b"".join(blocks)) > 100) == (fmt, True)
    assert rows["Result"].to_list() == [
        "Will be put back",
        "Will be deleted again",
        "Will be put back",
    ]
    assert undo_rows(plan.frame, plan.problems, done=True)["Result"].to_list()[0] == "Put back"
    assert LicenseVersion.objects.exists()
