"""The licenses that people hold, in the shape of the spreadsheet that imports them."""

from __future__ import annotations

from django.utils import timezone

from goodstanding.exports.build import build_file, text_sheet
from goodstanding.licenses.models import Status
from goodstanding.licenses.queries import LicenseFilter, licenses_filtered
from goodstanding.people.actor import Actor
from goodstanding.people.permissions import Permission
from goodstanding.sheets.licenses import LICENSES

SOURCES = {
    "username": "user__username",
    "last_name": "user__last_name",
    "first_name": "user__first_name",
    "license_code": "license_type__code",
    "professional_role": "license_type__professional_role",
    "state": "license_type__state",
    "license_name": "license_type__name",
}
"""Where a column's value is not the license's own."""


def licenses_file(actor: Actor, wanted: LicenseFilter, fmt: str) -> tuple[str, str, bytes]:
    """The visible licenses that meet the filter; importing the file unchanged changes nothing."""
    actor.require(Permission.LICENSES_VIEW)
    columns = [column for column in LICENSES.columns if column.field != "action"]
    found = licenses_filtered(actor, wanted, timezone.localdate())
    sources = [SOURCES.get(column.field, column.field) for column in columns]
    status = [column.field for column in columns].index("status")
    rows = (
        [*row[:status], Status(row[status]).label, *row[status + 1 :]]
        for row in found.order_by("user__username", "license_type__code", "number").values_list(
            *sources
        )
    )
    headings = [column.heading for column in columns]
    return build_file("licenses", [text_sheet("Licenses", headings, rows)], fmt)
