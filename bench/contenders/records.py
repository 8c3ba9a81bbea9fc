"""What all contenders share: the event, the versions, and counting what was written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from bench.measure import Measured, measure

COPIED = ("user_id", "license_type_id", "number", "issued_on", "expires_on", "does_not_expire",
          "status", "multistate", "hours_required", "verified_on", "verified_by",
          "verification_method", "notes")  # fmt: skip
"""The columns of a license that its versions copy."""

LICENSE = ("id", "version", "event_id", *COPIED)
VERSION = ("record_id", "version", "removed", "source_row", "event_id", *COPIED)
EVENT = ("id", "at", "actor_id", "actor_name", "door", "action", "subject", "learner_id",
         "import_id", "reason")  # fmt: skip


def count_versions() -> dict[str, int]:
    """How many licenses were added and changed so far, by their versions; and how many are held."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE version = 1), count(*) FILTER (WHERE version > 1), "
            "(SELECT count(*) FROM licenses_license), "
            "(SELECT count(*) FROM licenses_license WHERE version > 1) "
            "FROM licenses_licenseversion"
        )
        add, change, held, newer = cursor.fetchone()
    if (add, change) != (held, newer):
        raise RuntimeError(f"{add}, {change} versions, but {held}, {newer} licenses")
    return {"add": add, "change": change}


def measure_import(rows: int, write: Callable[[], int]) -> list[Measured]:
    """Measure what writes an import and gives how many rows it left out; with what was written."""
    before = count_versions()
    found, wrong = measure("import", rows, write)
    after = count_versions()
    found.facts = {key: after[key] - before[key] for key in after} | {"cannot": wrong}
    return [found]


def make_event() -> Any:
    """The event of an import by a contender; it is no link of the chain."""
    from goodstanding.history.record import record_event
    from goodstanding.people.actor import Actor
    from goodstanding.people.models import User

    alice = Actor(User.objects.get(username="alice"), "command line")
    return record_event("licenses.import", "bench", actor=alice)


def version_of(license_: Any, event_id: int, row: int | None = None) -> Any:
    """The version of a license as it is now, not yet saved."""
    from goodstanding.licenses.models import LicenseVersion

    return LicenseVersion(
        record_id=license_.pk,
        version=license_.version,
        event_id=event_id,
        source_row=row,
        **{column: getattr(license_, column) for column in COPIED},
    )


def save_versions(licenses: Iterable[Any], event_id: int, batch: int) -> None:
    """Write the versions of many licenses."""
    from goodstanding.licenses.models import LicenseVersion

    LicenseVersion.objects.bulk_create(
        (version_of(each, event_id) for each in licenses), batch_size=batch
    )
