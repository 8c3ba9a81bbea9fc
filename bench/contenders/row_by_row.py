"""A row at a time: look up, ``full_clean``, ``save``, and a version; in one transaction."""

from __future__ import annotations

from typing import Any

from bench.contenders.cells import day, hours, rows_of
from bench.contenders.records import make_event, measure_import, version_of
from bench.measure import Measured

FIELDS = ("issued_on", "expires_on", "status", "multistate", "hours_required", "notes")


def run(file: str, rows: int) -> list[Measured]:
    """Import the file; rows that cannot be imported are left out and counted."""
    return measure_import(rows, lambda: _import(file))


def _import(file: str) -> int:
    from django.core.exceptions import ObjectDoesNotExist, ValidationError
    from django.db import transaction

    wrong = 0
    with transaction.atomic():
        event = make_event()
        for row in rows_of(file):
            try:
                _import_row(row, event)
            except (ObjectDoesNotExist, ValidationError, ValueError):
                wrong += 1
    return wrong


def _import_row(row: dict[str, str], event: Any) -> None:
    from goodstanding.licenses.models import License, LicenseType
    from goodstanding.people.models import User

    user = User.objects.get(username=row["Username"])
    license_type = LicenseType.objects.get(code=row["License ID"])
    key = {"user": user, "license_type": license_type, "number": row["License Number"]}
    found = License.objects.filter(**key).first()
    license_ = found or License(version=0, **key)
    before = [getattr(license_, field) for field in FIELDS]
    license_.issued_on = day(row["Issue Date"])
    license_.expires_on = day(row["Expiration Date"])
    license_.status = row["Status"]
    license_.multistate = row["Multistate"] == "Yes"
    license_.hours_required = hours(row["Total Hours Required"])
    license_.notes = row["Notes"]
    if found and before == [getattr(license_, field) for field in FIELDS]:
        return
    license_.version += 1
    license_.event = event
    license_.full_clean()
    license_.save()
    version_of(license_, event.pk).save()
