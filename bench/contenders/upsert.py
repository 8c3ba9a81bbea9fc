"""By hand, as one who knows Django well would: dictionaries, and ``bulk_create`` with conflicts.

People and entries of the list are looked up in dictionaries, held licenses for the whole file at
once; what is the same is passed over; the rest is written with its versions, thousands at a time.
"""

from __future__ import annotations

from typing import Any

from bench.contenders.cells import rows_of, values_of
from bench.contenders.records import make_event, measure_import, save_versions
from bench.measure import Measured

BATCH = 2_000
FIELDS = ("issued_on", "expires_on", "status", "multistate", "hours_required", "notes")


def run(file: str, rows: int) -> list[Measured]:
    """Import the file; rows that cannot be imported are left out and counted."""
    return measure_import(rows, lambda: _import(file))


def _import(file: str) -> int:
    from django.db import transaction

    from goodstanding.licenses.models import License

    rows = list(rows_of(file))
    with transaction.atomic():
        event = make_event()
        users, types = _people(rows), _types()
        held = _held(set(users.values()))
        written, wrong = [], 0
        for row in rows:
            try:
                license_ = _license(row, users, types, held)
            except (KeyError, ValueError):
                wrong += 1
                continue
            if license_ is not None:
                license_.event_id = event.pk
                written.append(license_)
        License.objects.bulk_create(
            written,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["user", "license_type", "number"],
            update_fields=[*FIELDS, "version", "event"],
        )
        save_versions(written, event.pk, BATCH)
    return wrong


def _license(
    row: dict[str, str],
    users: dict[str, int],
    types: dict[str, int],
    held: dict[tuple[int, int, str], tuple[Any, ...]],
) -> Any:
    """The license as it is to be; None if it is so already."""
    from goodstanding.licenses.models import License

    key = (users[row["Username"]], types[row["License ID"]], row["License Number"])
    values = values_of(row)
    known = held.get(key)
    if known is not None and known[1:] == tuple(values.values()):
        return None
    version = known[0] + 1 if known is not None else 1
    return License(user_id=key[0], license_type_id=key[1], number=key[2], version=version, **values)


def _people(rows: list[dict[str, str]]) -> dict[str, int]:
    from goodstanding.people.models import User

    names = {row["Username"] for row in rows}
    return dict(User.objects.filter(username__in=names).values_list("username", "pk"))


def _types() -> dict[str, int]:
    from goodstanding.licenses.models import LicenseType

    return dict(LicenseType.objects.values_list("code", "pk"))


def _held(users: set[int]) -> dict[tuple[int, int, str], tuple[Any, ...]]:
    """By what identifies them: the version and the values of what these people hold."""
    from goodstanding.licenses.models import License

    found = License.objects.filter(user_id__in=users).values_list(
        "user_id", "license_type_id", "number", "version", *FIELDS
    )
    return {row[:3]: row[3:] for row in found.iterator(chunk_size=BATCH)}
