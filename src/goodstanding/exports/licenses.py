"""The licenses that people hold, in the shape of the spreadsheet that imports them."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone

from goodstanding.exports.build import build_file
from goodstanding.exports.file import ExportedFile
from goodstanding.exports.records import Records
from goodstanding.licenses.models import License
from goodstanding.licenses.queries import LicenseFilter, licenses_filtered
from goodstanding.people.actor import Actor
from goodstanding.people.permissions import Permission
from goodstanding.people.queries import learners_changeable_by
from goodstanding.sheets.licenses import LICENSES

SOURCES = {
    "action": "",
    "username": "user__username",
    "last_name": "user__last_name",
    "first_name": "user__first_name",
    "license_code": "license_type__code",
    "professional_role": "license_type__professional_role",
    "state": "license_type__state",
    "license_name": "license_type__name",
}
"""Where a column's value is not the license's own; under Action, nothing is said."""


def licenses_file(actor: Actor, wanted: LicenseFilter, fmt: str) -> ExportedFile:
    """The visible licenses that meet the filter; importing the file unchanged changes nothing."""
    actor.require(Permission.LICENSES_VIEW)
    found = licenses_filtered(actor, wanted, timezone.localdate())
    return build_file("licenses", license_records(found), fmt, actor=actor, explained=False)


def licenses_to_change(actor: Actor) -> Records:
    """The licenses of the active learners whose licenses the actor may change."""
    actor.require(Permission.LICENSES_IMPORT)
    learners = learners_changeable_by(actor).filter(is_active=True)
    return license_records(License.objects.filter(user__in=learners))


def license_records(licenses: QuerySet[License]) -> Records:
    """The licenses as rows of their spreadsheet, by learner; nothing is said under Action."""
    ordered = licenses.order_by("user__username", "license_type__code", "number")
    return Records(LICENSES, ordered, SOURCES)
