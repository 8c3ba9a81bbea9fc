"""Export Available Licenses: the list from which the License ID is taken."""

from __future__ import annotations

from goodstanding.exports.build import build_file
from goodstanding.exports.file import ExportedFile
from goodstanding.exports.records import Records
from goodstanding.licenses.queries import license_types_visible_to
from goodstanding.people.actor import Actor
from goodstanding.people.permissions import Permission
from goodstanding.sheets.license_types import LICENSE_TYPES


def available_file(actor: Actor, fmt: str) -> ExportedFile:
    """All entries that are not retired, as an Available Licenses Spreadsheet."""
    actor.require(Permission.AVAILABLE_LICENSES_VIEW)
    return build_file("available-licenses", _records(actor), fmt, actor=actor, explained=False)


def license_types_to_change(actor: Actor) -> Records:
    """The entries that are not retired, for those who may change them."""
    actor.require(Permission.AVAILABLE_LICENSES_CHANGE)
    return _records(actor)


def _records(actor: Actor) -> Records:
    entries = license_types_visible_to(actor).filter(retired=False)
    return Records(LICENSE_TYPES, entries.order_by("professional_role", "state", "name"))
