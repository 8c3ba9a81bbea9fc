"""The spreadsheets to fill in: the columns of a kind of sheet, explained."""

from __future__ import annotations

from goodstanding.exports.build import SheetOfText, build_file, text_sheet
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
TAB_NAMES = {
    "licenses": "Licenses",
    "learners": "Users",
    "license-types": "Available licenses",
}
REMARKS = (
    "Fill in one row for each, below the headings. Columns that you do not need may be left out; "
    "their order does not matter.",
    "A blank cell leaves what is on record as it is. The word CLEAR empties it.",
    "Nothing is deleted because it is missing here.",
)


def find_sheet(kind: str) -> SheetKind:
    """The kind of sheet of that name; ``NotFound`` where there is none."""
    for sheet in SHEETS:
        if sheet.name == kind:
            return sheet
    raise NotFound("kind of sheet")


def template_file(kind: str, fmt: str) -> tuple[str, str, bytes]:
    """An empty spreadsheet of that kind: file name, content type, bytes.

    Workbooks explain the columns on a first sheet of their own, text in lines above the
    headings; both are passed over when the file is read.
    """
    sheet = find_sheet(kind)
    if fmt == "txt":
        return build_file(STEMS[kind], [_with_remarks(sheet)], fmt)
    empty = text_sheet(TAB_NAMES[kind], [column.heading for column in sheet.columns], [])
    return build_file(STEMS[kind], [_instructions(sheet), empty], fmt)


def _instructions(sheet: SheetKind) -> SheetOfText:
    rows: list[list[str]] = [
        [
            column.heading,
            "required" if column.required else "optional",
            column.help,
            f"Example: {column.example}" if column.example else "",
        ]
        for column in sheet.columns
    ]
    remarks = [[remark, "", "", ""] for remark in REMARKS]
    headings = [f"How to fill in the {sheet.title}", "", "What it means", "For example"]
    return text_sheet("Instructions", headings, [*remarks, *rows])


def _with_remarks(sheet: SheetKind) -> SheetOfText:
    headings = [column.heading for column in sheet.columns]
    explained = [f"# {column.heading}: {column.help}" for column in sheet.columns if column.help]
    lines = [f"# {sheet.title}", *(f"# {remark}" for remark in REMARKS), *explained]
    padding = [""] * (len(headings) - 1)
    rows = [[line, *padding] for line in lines[1:]] + [headings]
    return text_sheet(sheet.name, [lines[0], *padding], rows)
