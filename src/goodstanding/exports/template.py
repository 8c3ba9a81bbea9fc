"""The spreadsheets to fill in: the columns of a kind of sheet, explained."""

from __future__ import annotations

from collections.abc import Callable

from goodstanding.exports.available import license_types_to_change
from goodstanding.exports.build import build_file
from goodstanding.exports.file import ExportedFile
from goodstanding.exports.learners import learners_to_change
from goodstanding.exports.licenses import licenses_to_change
from goodstanding.exports.records import Records
from goodstanding.people.actor import Actor
from goodstanding.refusals import NotFound
from goodstanding.sheets.column import SheetKind
from goodstanding.sheets.learners import LEARNERS
from goodstanding.sheets.license_types import LICENSE_TYPES
from goodstanding.sheets.licenses import LICENSES

SHEETS = (LICENSES, LEARNERS, LICENSE_TYPES)
STEMS = {
    "licenses": "licenses-and-certifications",
    "learners": "users",
    "license-types": "available-licenses",
}
CURRENT: dict[str, Callable[[Actor], Records]] = {
    "licenses": licenses_to_change,
    "learners": learners_to_change,
    "license-types": license_types_to_change,
}


def find_sheet(kind: str) -> SheetKind:
    """The kind of sheet of that name; ``NotFound`` where there is none."""
    for sheet in SHEETS:
        if sheet.name == kind:
            return sheet
    raise NotFound("kind of sheet")


def template_file(
    kind: str, fmt: str, *, actor: Actor | None = None, filled: bool = False
) -> ExportedFile:
    """A spreadsheet of that kind to fill in.

    With an actor, the drop-downs of the workbook hold the organization's own lists, as far as the
    actor may change what they name. ``filled`` puts in the records that the actor may change;
    ValueError where there is no actor then.
    """
    sheet = find_sheet(kind)
    stem = STEMS[kind]
    records = Records(sheet)
    if filled:
        if actor is None:
            raise ValueError("nobody is named whose records are to be filled in")
        records, stem = CURRENT[kind](actor), f"{stem}-current"
    return build_file(stem, records, fmt, actor=actor)
