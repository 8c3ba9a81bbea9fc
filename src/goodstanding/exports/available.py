"""Export Available Licenses: the list from which the License ID is taken."""

from __future__ import annotations

import polars as pl

from goodstanding.exports.build import ExportedFile, build_file
from goodstanding.exports.frames import typed_frame
from goodstanding.licenses.queries import license_types_visible_to
from goodstanding.people.actor import Actor
from goodstanding.people.permissions import Permission
from goodstanding.sheets.license_types import LICENSE_TYPES


def available_file(actor: Actor, fmt: str) -> ExportedFile:
    """All entries that are not retired, as an Available Licenses Spreadsheet."""
    actor.require(Permission.AVAILABLE_LICENSES_VIEW)
    records = _records(actor)
    return build_file(
        "available-licenses", LICENSE_TYPES, records, fmt, actor=actor, explained=False
    )


def license_types_to_change(actor: Actor) -> pl.DataFrame:
    """The entries that are not retired, for those who may change them."""
    actor.require(Permission.AVAILABLE_LICENSES_CHANGE)
    return _records(actor)


def _records(actor: Actor) -> pl.DataFrame:
    entries = license_types_visible_to(actor).filter(retired=False)
    ordered = entries.order_by("professional_role", "state", "name")
    rows = ordered.values_list(*(column.field for column in LICENSE_TYPES.columns))
    return typed_frame(LICENSE_TYPES.columns, rows)
