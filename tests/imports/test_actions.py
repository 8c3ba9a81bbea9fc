"""Upload, check, import: what each leaves behind, and what each refuses."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pytest_django import Settings

from goodstanding.history.models import Event
from goodstanding.imports import actions
from goodstanding.imports.models import Import, State
from goodstanding.imports.results import results_rows
from goodstanding.licenses.actions import change_license
from goodstanding.licenses.models import License, LicenseVersion
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.refusals import Conflict, NotAllowed, StalePlan
from tests.cast import Organization
from tests.exports.whole import results_file

HEADER = "Action\tUsername\tLicense ID\tLicense Number\tIssue Date\tExpiration Date\tNotes\n"


def checked(user: User, text: str, kind: str = "licenses") -> Import:
    """An import of that text, uploaded and checked by the user."""
    actor = Actor(user, "web")
    import_ = actions.upload(
        BytesIO(text.encode()), file_name="licenses.txt", kind=kind, actor=actor
    )
    actions.check(import_, actor=actor)
    return import_


def imported(user: User, import_: Import, **options: bool) -> Import:
    """The import, applied as it was shown."""
    return actions.apply(
        import_.pk, plan_digest=import_.plan_digest, actor=Actor(user, "web"), **options
    )


GOOD = HEADER + (
    "\tdora\tRN-TX\t0012345\t\t01/31/2037\t\n"
    "\tDora\tRN-OH\t00-77\t01/15/2026\t01/31/2028\tnew here\n"
    "delete\tdora\tBLS\t\t\t\t\n"
    "\terik\tRN-OH\trn 445566\t\t\t\n"
)


def test_a_check_changes_nothing(organization: Organization) -> None:
    events = Event.objects.count()
    import_ = checked(organization.alice, GOOD)
    assert import_.state == State.CHECKED
    assert import_.counts == {
        "read": 4,
        "add": 1,
        "change": 1,
        "remove": 1,
        "same": 1,
        "kept": 0,
        "cannot": 0,
        "errors": 0,
        "warnings": 0,
        "blank": 0,
        "held": 3,
    }
    assert (License.objects.count(), Event.objects.count()) == (3, events)


def test_an_import_does_what_the_check_showed(organization: Organization) -> None:
    import_ = imported(organization.alice, checked(organization.alice, GOOD))
    assert import_.state == State.IMPORTED
    of_dora = License.objects.filter(user=organization.dora).order_by("license_type__code")
    assert [
        (one.license_type.code, one.number, one.expires_on, one.version) for one in of_dora
    ] == [
        ("RN-OH", "00-77", date(2028, 1, 31), 1),
        ("RN-TX", "0012345", date(2037, 1, 31), 2),
    ]
    event = Event.objects.get(import_id=import_.pk)
    assert event.subject == "licenses.txt: 1 added, 1 changed, 1 deleted"
    versions = LicenseVersion.objects.filter(event=event).order_by("source_row")
    assert [(v.source_row, v.version, v.removed) for v in versions] == [
        (2, 2, False),
        (3, 1, False),
        (4, 2, True),
    ]


def test_the_same_file_again_changes_nothing(organization: Organization) -> None:
    text = GOOD.replace("delete\tdora\tBLS\t\t\t\t\n", "")
    imported(organization.alice, checked(organization.alice, text))
    versions = LicenseVersion.objects.count()
    again = imported(organization.alice, checked(organization.alice, text))
    assert (again.counts["same"], again.changes) == (3, 0)
    assert LicenseVersion.objects.count() == versions
    # That it was imported is on record all the same.
    assert Event.objects.get(import_id=again.pk).subject.endswith("0 added, 0 changed, 0 deleted")


def test_importing_a_plan_twice_changes_nothing_more(organization: Organization) -> None:
    import_ = imported(organization.alice, checked(organization.alice, GOOD))
    versions = LicenseVersion.objects.count()
    imported(organization.alice, import_)
    assert LicenseVersion.objects.count() == versions


def test_a_plan_whose_target_moved_is_refused_whole_and_checked_again(
    organization: Organization,
) -> None:
    import_ = checked(organization.alice, GOOD)
    change_license(
        {"notes": "edited meanwhile"},
        license_id=organization.dora_rn.pk,
        version=1,
        actor=Actor(organization.bob, "web"),
    )
    with pytest.raises(StalePlan, match=r"1 records changed .* \(rows 2\)"):
        imported(organization.alice, import_)
    assert License.objects.count() == 3
    import_.refresh_from_db()
    again = Import.objects.get(follows=import_)
    assert (import_.state, again.state) == (State.STALE, State.CHECKED)
    assert imported(organization.alice, again).state == State.IMPORTED


def test_rows_with_errors_stop_the_import_unless_they_are_left_out(
    organization: Organization,
) -> None:
    import_ = checked(organization.alice, GOOD + "\tdor\tRN-OH\t1\t\t\t\n")
    with pytest.raises(Conflict) as refused:
        imported(organization.alice, import_)
    assert refused.value.code == "has-errors"
    assert License.objects.count() == 3
    done = imported(organization.alice, import_, only_good_rows=True)
    assert (done.state, License.objects.count()) == (State.IMPORTED, 3)


def test_importing_is_a_permission_that_a_supervisor_is_granted(
    organization: Organization,
) -> None:
    with pytest.raises(NotAllowed):
        checked(organization.bob, GOOD)
    User.objects.filter(pk=organization.bob.pk).update(may_import=True)
    bob = User.objects.get(pk=organization.bob.pk)
    import_ = checked(bob, GOOD)
    outside = results_rows(import_).filter(results_rows(import_)["Row number"] == "5")
    assert import_.counts["cannot"] == 1
    assert "erik is not the username of one of your learners" in outside["What to do"][0]


def test_outside_and_unknown_are_told_alike(organization: Organization) -> None:
    User.objects.filter(pk=organization.bob.pk).update(may_import=True)
    bob = User.objects.get(pk=organization.bob.pk)
    told = [
        results_rows(checked(bob, f"{HEADER}\t{name}\tRN-OH\t1\t\t01/31/2030\t\n"))["What to do"][1]
        for name in ("erik", "nobody")
    ]
    assert told[0].replace("erik", "nobody") == told[1]


def test_a_scope_that_shrank_after_the_check_refuses_the_import(
    organization: Organization,
) -> None:
    User.objects.filter(pk=organization.bob.pk).update(may_import=True)
    bob = User.objects.get(pk=organization.bob.pk)
    import_ = checked(bob, f"{HEADER}\tdora\tRN-OH\t1\t\t01/31/2030\t\n")
    User.objects.filter(pk=organization.dora.pk).update(unit=organization.south)
    with pytest.raises(StalePlan):
        imported(bob, import_)
    assert License.objects.count() == 3


def test_learners_and_license_types_come_by_the_same_engine(organization: Organization) -> None:
    types = (
        "License ID\tProfessional Role\tState\tLicense/Certification\tRenewal Months\tExpires\n"
        "PT-TX\tPhysical Therapy\tTexas\tPhysical Therapist\t24\tyes\n"
        "rn-tx\t\t\tRegistered Professional Nurse\t\t\n"
    )
    done = imported(organization.alice, checked(organization.alice, types, "license-types"))
    assert (done.counts["add"], done.counts["change"]) == (1, 1)
    learners = (
        "Username\tFirst Name\tLast Name\tUnit\tRole\tActive\n"
        "fay\tFay\tNovak\tHarbor Clinic\tLearner\tyes\n"
        "DORA\t\tLind-Reyes\t\t\t\n"
        "alice\t\t\t\t\t\n"
    )
    done = imported(organization.alice, checked(organization.alice, learners, "learners"))
    assert (done.counts["add"], done.counts["change"], done.counts["same"]) == (1, 1, 1)
    fay = User.objects.get(username="fay")
    assert (fay.unit, fay.role, fay.has_usable_password()) == (
        organization.north_clinic,
        "learner",
        False,
    )
    assert User.objects.get(username="dora").last_name == "Lind-Reyes"


def test_the_results_file_is_read_again_with_our_columns_ignored(
    organization: Organization,
) -> None:
    first = checked(organization.alice, GOOD + "\tdor\tRN-OH\t1\t\t01/31/2030\t=cmd()\n")
    rows = results_rows(first)
    assert rows["Result"].to_list() == [
        "Result",
        "Will be changed",
        "Will be added",
        "Will be deleted",
        "Already the same",
        "Error",
    ]
    name, _, content = results_file(first, "txt")
    assert name == "licenses-results.txt"
    assert "'=cmd()" in content.decode("utf-8-sig")
    fixed = content.decode("utf-8-sig").replace("dor\t", "dora\t")
    again = checked(organization.alice, fixed.replace("00-77", "00-78"))
    assert again.counts["read"] == 5
    assert again.counts["errors"] == 0


def test_a_value_that_is_disarmed_already_is_disarmed_once(organization: Organization) -> None:
    text = HEADER + "\tdora\tRN-OH\t1\t\t01/31/2030\t'=1+1\n"
    import_ = checked(organization.alice, text)
    _, _, as_text = results_file(import_, "txt")
    assert "\t'=1+1\t" in as_text.decode("utf-8-sig")
    _, _, as_xml = results_file(import_, "xml")
    assert ">=1+1<" in as_xml.decode()
    imported(organization.alice, import_)
    assert License.objects.get(license_type=organization.rn_ohio, number="1").notes == "=1+1"


def test_how_large_a_file_may_be_is_a_setting(
    organization: Organization, settings: Settings
) -> None:
    rows = "Username\tLicense ID\n" + "dora\tBLS\n" * 4
    for most, state in ((3, State.UNREADABLE), (4, State.CHECKED)):
        settings.FILE_ROWS = most
        assert checked(organization.alice, rows).state == state
