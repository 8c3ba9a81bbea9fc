"""The licenses that people hold, in the shape of the spreadsheet that imports them."""

from __future__ import annotations

import polars as pl
from django.db.models import QuerySet
from django.utils import timezone

from goodstanding.exports.build import ExportedFile, build_file
from goodstanding.exports.frames import typed_frame
from goodstanding.licenses.models import License
from goodstanding.licenses.queries import LicenseFilter, licenses_filtered
from goodstanding.people.actor import Actor
from goodstanding.people.permissions import Permission
from goodstanding.people.queries import learners_changeable_by
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


def licenses_file(actor: Actor, wanted: LicenseFilter, fmt: str) -> ExportedFile:
    """The visible licenses that meet the filter; importing the file unchanged changes nothing."""
    actor.require(Permission.LICENSES_VIEW)
    found = licenses_filtered(actor, wanted, timezone.localdate())
    return build_file(
        "licenses", LICENSES, license_records(found), fmt, actor=actor, explained=False
    )


def licenses_to_change(actor: Actor) -> pl.DataFrame:
    """The licenses of the active learners whose licenses the actor may change."""
    actor.require(Permission.LICENSES_IMPORT)
    learners = learners_changeable_by(actor).filter(is_active=True)
    return license_records(License.objects.filter(user__in=learners))


def license_records(licenses: QuerySet[License]) -> pl.DataFrame:
    """The licenses as rows of their spreadsheet, by learner; nothing is said under Action."""
    columns = [column for column in LICENSES.columns if column.field != "action"]
    rows = licenses.order_by("user__username", "license_type__code", "number").values_list(
        *(SOURCES.get(column.field, column.field) for column in columns)
    )
    action = pl.lit(None, dtype=pl.String).alias("action")
    return typed_frame(columns, rows).select(action, pl.all())
