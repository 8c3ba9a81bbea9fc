"""Export Available Licenses: the list from which the License ID is taken."""

from __future__ import annotations

from goodstanding.exports.build import build_file, text_sheet
from goodstanding.licenses.queries import license_types_visible_to
from goodstanding.people.actor import Actor
from goodstanding.people.permissions import Permission
from goodstanding.sheets.license_types import LICENSE_TYPES


def available_file(actor: Actor, fmt: str) -> tuple[str, str, bytes]:
    """All entries that are not retired, as an Available Licenses Spreadsheet."""
    actor.require(Permission.AVAILABLE_LICENSES_VIEW)
    fields = [column.field for column in LICENSE_TYPES.columns]
    headings = [column.heading for column in LICENSE_TYPES.columns]
    entries = license_types_visible_to(actor).filter(retired=False)
    rows = entries.order_by("professional_role", "state", "name").values_list(*fields)
    return build_file("available-licenses", [text_sheet("Available licenses", headings, rows)], fmt)
