"""Sheets -> an Excel workbook (.xlsx) in which every cell is text."""

from __future__ import annotations

from collections.abc import Sequence

from goodstanding.formats.format import Blocks, Rows, Sheet
from goodstanding.formats.styled_workbook.sheet import Chunk, RichSheet
from goodstanding.formats.styled_workbook.write import workbook_blocks
from goodstanding.formats.table import ReadAs


def write(sheets: Sequence[Sheet], read_as: ReadAs, heading_rows: int) -> Blocks:
    """A workbook in which every cell is text: no formula, no link, no number.

    Headings are bold, frozen and carry a filter. ValueError for a cell of more than 32,767
    characters, which is all that Excel can hold.
    """
    yield from workbook_blocks([_rich(sheet, heading_rows) for sheet in sheets])
    return ReadAs("xlsx")


def _rich(sheet: Sheet, heading_rows: int) -> RichSheet:
    name, rows = sheet
    if not isinstance(rows, Rows):
        return RichSheet(name, rows, heading_rows)
    rest = map(Chunk, rows.rest)
    return RichSheet(name, rows.head, heading_rows, rest=rest, rest_rows=rows.rest_rows)
