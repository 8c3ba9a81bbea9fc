"""How a spreadsheet is filled in, in words: a sheet of its own, or lines above the headings."""

from __future__ import annotations

import polars as pl

from goodstanding.formats.styled_workbook.sheet import TONES, RichSheet
from goodstanding.sheets.column import SheetKind

REMARKS = (
    "Fill in one row for each, below the headings. Columns that you do not need may be left out; "
    "their order does not matter.",
    "A blank cell leaves what is on record as it is. The word CLEAR empties it.",
    "Nothing is deleted because it is missing here.",
)
WORKBOOK_REMARKS = (
    "A cell with a list shows an arrow when you click it; Alt and the down arrow open the list.",
    "Save the workbook as it is and upload it; no other format is needed.",
)
_NAMES = ("column", "needed", "meaning", "example")
_WIDTHS = (24, 12, 74, 40)
_ABOVE = 2


def instructions(kind: SheetKind, remarks: tuple[str, ...] = REMARKS) -> pl.DataFrame:
    """A title, remarks, and a table of the columns."""
    table = [
        (
            column.heading,
            "required" if column.required else "optional",
            column.help,
            f"Example: {column.example}" if column.example else "",
        )
        for column in kind.columns
    ]
    above = [f"How to fill in the {kind.title}", "", *remarks, ""]
    rows = [*((line, "", "", "") for line in above), _HEADINGS, *table]
    return pl.DataFrame(rows, schema=dict.fromkeys(_NAMES, pl.String), orient="row")


_HEADINGS = ("Column", "Needed", "What it means", "For example")


def instructions_sheet(kind: SheetKind) -> RichSheet:
    """The instructions, laid out for reading."""
    remarks = (*REMARKS, *WORKBOOK_REMARKS)
    frame = instructions(kind, remarks)
    header = _ABOVE + len(remarks) + 1
    required = [header + 1 + place for place, column in enumerate(kind.columns) if column.required]
    tones = [(0, "column", "title")]
    tones += [(header, name, "heading") for name in _NAMES]
    tones += [(row, "column", "strong") for row in range(header + 1, frame.height)]
    tones += [(row, "needed", "required") for row in required]
    return RichSheet(
        "Instructions",
        frame,
        looks=("text", "text", "text:wrap", "text"),
        tones=pl.DataFrame(tones, schema=TONES, orient="row"),
        widths=_WIDTHS,
    )


def remark_lines(kind: SheetKind) -> list[str]:
    """The instructions as lines of text, each marked as a remark."""
    explained = [f"# {column.heading}: {column.help}" for column in kind.columns if column.help]
    return [f"# {kind.title}", *(f"# {remark}" for remark in REMARKS), *explained]
