"""Everything that can be done to the list of available licenses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from goodstanding.history.bulk import Moved, find_moved, merge, stage_rows
from goodstanding.history.record import recorded
from goodstanding.history.validity import check_record
from goodstanding.licenses.models import LicenseType
from goodstanding.licenses.queries import find_license_type
from goodstanding.licenses.records import LICENSE_TYPES
from goodstanding.people.actor import Actor
from goodstanding.people.permissions import Permission
from goodstanding.refusals import Conflict, Invalid


@transaction.atomic
def add_license_type(values: Mapping[str, Any], *, actor: Actor) -> LicenseType:
    """Put a license on the list; ``values`` by field name."""
    actor.require(Permission.AVAILABLE_LICENSES_CHANGE)
    kind = LicenseType(version=0, **values)
    _write("available-licenses.add", "add", kind, actor)
    return LicenseType.objects.get(code__iexact=kind.code)


@transaction.atomic
def change_license_type(
    values: Mapping[str, Any], *, license_type_id: int, actor: Actor
) -> LicenseType:
    """Change an entry of the list; licenses that people hold stay tied to it."""
    actor.require(Permission.AVAILABLE_LICENSES_CHANGE)
    kind = find_license_type(actor, license_type_id)
    for field, value in values.items():
        setattr(kind, field, value)
    _write("available-licenses.change", "change", kind, actor)
    return find_license_type(actor, license_type_id)


def retire_license_type(*, license_type_id: int, retired: bool, actor: Actor) -> LicenseType:
    """Take an entry out of use (or back into it); the licenses that people hold stay."""
    return change_license_type({"retired": retired}, license_type_id=license_type_id, actor=actor)


def _write(action: str, outcome: str, kind: LicenseType, actor: Actor) -> None:
    if LicenseType.objects.filter(code__iexact=kind.code).exclude(pk=kind.pk).exists():
        raise Invalid(
            "license-id-taken",
            f"There is already a license with the License ID {kind.code}.",
            "Choose another License ID; capital letters make no difference.",
            field="code",
        )
    check_record(kind, fields_left_out=["id", "version"])
    row = {column: getattr(kind, column) for column in LICENSE_TYPES.columns}
    row |= {"outcome": outcome, "record_id": kind.pk, "record_version": kind.version}
    stage_rows(LICENSE_TYPES, [row])
    if find_moved(LICENSE_TYPES):
        raise _changed_meanwhile()
    try:
        with recorded(action, str(kind), actor=actor) as event:
            merge(LICENSE_TYPES, event)
    except (IntegrityError, Moved) as error:
        # Somebody added the same entry between our look and our write.
        raise _changed_meanwhile() from error


def _changed_meanwhile() -> Conflict:
    return Conflict(
        "license-type-changed-meanwhile",
        "Somebody else changed this entry of the list at the same moment. Nothing was saved.",
        "Look at what it says now, then make your change again.",
    )
