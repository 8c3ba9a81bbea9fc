"""Export, then import unchanged: there is nothing to import."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from goodstanding.exports.template import SHEETS
from goodstanding.imports.models import Import
from goodstanding.licenses.actions import change_license
from goodstanding.licenses.models import License
from goodstanding.licenses.queries import LicenseFilter
from goodstanding.licenses.type_actions import add_license_type
from goodstanding.people.actions import change_user
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from tests.cast import Organization, make_license, make_user
from tests.exports.make import column_of, imported_again
from tests.exports.whole import available_file, learners_file, licenses_file, template_file

EVERYBODY = LicenseFilter(learners="all")
UPLOADED = ["txt", "xml", "xlsx"]


def nothing_to_import(import_: Import, rows: int) -> None:
    counts = import_.counts
    assert (counts["read"], counts["same"], counts["errors"]) == (rows, rows, 0), counts


def make_odd_licenses(organization: Organization) -> int:
    """Licenses with everything that is hard to write and read; how many licenses there are."""
    o, alice = organization, Actor(organization.alice, "web")
    odd = [
        {"number": "000", "status": "probation", "multistate": True},
        {"number": "1E5", "hours_required": Decimal("7.50"), "notes": "two\nlines\tand a tab"},
        {"number": "'77", "notes": 'she said "no"; and, that was it'},
        {"number": "-5", "notes": "=1+1", "verified_by": "@home", "verification_method": "+phone"},
        {"number": "TX 00-77", "notes": "'=1", "verified_on": date(2026, 2, 1)},
        {"number": "TX0077", "notes": "''=1"},
        {"number": "CLEAR-1", "notes": "CLEAR", "verified_by": "CLEAR"},
        {"number": "#12", "notes": "# no remark", "issued_on": None, "expires_on": None},
        {"number": "Å 漢字", "notes": "<b>&amp;</b> ünï", "expires_on": date(2026, 12, 31)},
        {"number": "12/31/2026", "issued_on": date(1998, 5, 4), "expires_on": date(1999, 5, 4)},
    ]
    for values in odd:
        make_license(o.dora, o.rn_ohio, alice, **values)
    make_license(o.erik, o.general, alice, expires_on=None, does_not_expire=True, number="")
    return License.objects.count()


@pytest.mark.parametrize("fmt", UPLOADED)
def test_licenses(organization: Organization, fmt: str) -> None:
    rows = make_odd_licenses(organization)
    file = licenses_file(Actor(organization.alice, "web"), EVERYBODY, fmt)
    nothing_to_import(imported_again(file, "licenses", organization.alice), rows)


@pytest.mark.parametrize("fmt", UPLOADED)
@pytest.mark.parametrize("kind", [kind.name for kind in SHEETS])
def test_the_filled_template(organization: Organization, kind: str, fmt: str) -> None:
    alice = Actor(organization.alice, "web")
    make_user("=1+1", alice, first_name="=1+1", last_name="-Lind", unit=organization.north)
    make_license(User.objects.get(username="=1+1"), organization.rn_texas, alice, number="007")
    licenses = make_odd_licenses(organization)
    rows = {"licenses": licenses, "learners": User.objects.count(), "license-types": 4}
    file = template_file(kind, fmt, actor=alice, filled=True)
    nothing_to_import(imported_again(file, kind, organization.alice), rows[kind])


@pytest.mark.parametrize("fmt", UPLOADED)
def test_learners(organization: Organization, fmt: str) -> None:
    alice = Actor(organization.alice, "web")
    make_user("=cmd", alice, last_name="O'Neil", first_name="-Ann", unit=organization.south)
    make_user("mary ann", alice, last_name="", first_name="", email="mary@example.org")
    make_user("0007", alice, job_title="@night", is_active=False)
    change_user({"role": "supervisor"}, user_id=organization.erik.pk, actor=alice)
    file = learners_file(alice, fmt)
    nothing_to_import(imported_again(file, "learners", organization.alice), User.objects.count())


@pytest.mark.parametrize("fmt", UPLOADED)
def test_available_licenses(organization: Organization, fmt: str) -> None:
    alice = Actor(organization.alice, "web")
    add_license_type(
        {
            "code": "0042",
            "professional_role": "+Therapy",
            "state": "TX",
            "name": "Therapist; Senior",
            "renewal_months": 36,
            "hours_required": Decimal("22.5"),
            "number_format": r"^[A-Z]{2}\d{4}$",
            "aliases": "T.; =T",
            "as_of": date(2026, 11, 1),
        },
        actor=alice,
    )
    file = available_file(alice, fmt)
    nothing_to_import(imported_again(file, "license-types", organization.alice), 5)


@pytest.mark.parametrize("fmt", UPLOADED)
def test_what_was_changed_since_is_all_that_differs(organization: Organization, fmt: str) -> None:
    rows = make_odd_licenses(organization)
    alice = Actor(organization.alice, "web")
    file = licenses_file(alice, EVERYBODY, fmt)
    pk = organization.dora_rn.pk
    change_license({"notes": "edited since"}, license_id=pk, version=1, actor=alice)
    # A blank cell leaves what is there, so a note where none was is no difference.
    nothing_to_import(imported_again(file, "licenses", organization.alice), rows)
    change_license({"status": "suspended"}, license_id=pk, version=2, actor=alice)
    counts = imported_again(file, "licenses", organization.alice).counts
    assert (counts["same"], counts["change"]) == (rows - 1, 1)


def test_formulas_are_disarmed_in_text_and_plain_where_cells_have_types(
    organization: Organization,
) -> None:
    alice = Actor(organization.alice, "web")
    for number, notes in (("1", "=1+1"), ("2", "'=1"), ("3", "plain")):
        make_license(organization.dora, organization.rn_ohio, alice, number=number, notes=notes)
    found = {
        fmt: list(filter(None, column_of(licenses_file(alice, EVERYBODY, fmt), "Notes")))
        for fmt in UPLOADED
    }
    plain = ["=1+1", "'=1", "plain"]
    assert found == {"txt": ["'=1+1", "''=1", "plain"], "xml": plain, "xlsx": plain}
