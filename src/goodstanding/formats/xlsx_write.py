"""Sheets -> an Excel workbook (.xlsx) in which every cell is text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO

from goodstanding.formats.format import Sheet
from goodstanding.formats.table import ReadAs
from goodstanding.formats.workbook_sheet import RichSheet
from goodstanding.formats.workbook_write import column_widths, write_workbook

__all__ = ["column_widths", "write"]


def write(sheets: Sequence[Sheet], read_as: ReadAs, heading_rows: int, target: BinaryIO) -> ReadAs:
    """Write a workbook in which every cell is text: no formula, no link, no number.

    Headings are bold, frozen and carry a filter. ValueError for a cell of more than 32,767
    characters, which is all that Excel can hold.
    """
    write_workbook([RichSheet(name, frame, heading_rows) for name, frame in sheets], target)
    return ReadAs("xlsx")
