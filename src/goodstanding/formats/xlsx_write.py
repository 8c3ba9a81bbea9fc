"""Sheets -> an Excel workbook (.xlsx) in which every cell is text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, BinaryIO

import polars as pl
from xlsxwriter import Workbook

from goodstanding.formats.format import Sheet
from goodstanding.formats.sheet_names import safe_names
from goodstanding.formats.table import ReadAs


def write(sheets: Sequence[Sheet], read_as: ReadAs, heading_rows: int, target: BinaryIO) -> ReadAs:
    """Write a workbook in which every cell is text: no formula, no link, no number.

    Headings are bold, frozen and carry a filter. ValueError for a cell of more than 32,767
    characters, which is all that Excel can hold.
    """
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(target, options) as book:
        text = book.add_format({"num_format": "@"})
        bold = book.add_format({"num_format": "@", "bold": True})
        names = safe_names([name for name, _ in sheets])
        for name, (_, frame) in zip(names, sheets, strict=True):
            sheet = book.add_worksheet(name)
            _lay_out(sheet, frame, heading_rows, text)
            _fill(sheet, frame, heading_rows, (bold, text))
    return ReadAs("xlsx")


def column_widths(frame: pl.DataFrame) -> list[int]:
    """A width in characters for each column, from its first 1,000 values: 8 to 60."""
    head = frame.head(1000)
    longest = head.select(pl.all().str.len_chars().max().fill_null(0)).row(0) if head.height else ()
    return [min(max(int(width) + 2, 8), 60) for width in longest]


def _lay_out(sheet: Any, frame: pl.DataFrame, heading_rows: int, text: Any) -> None:
    for index, width in enumerate(column_widths(frame)):
        sheet.set_column(index, index, width, text)
    if heading_rows and frame.height >= heading_rows:
        sheet.freeze_panes(heading_rows, 0)
        sheet.autofilter(heading_rows - 1, 0, frame.height - 1, frame.width - 1)


def _fill(sheet: Any, frame: pl.DataFrame, heading_rows: int, looks: tuple[Any, Any]) -> None:
    bold, text = looks
    write_string = sheet.write_string
    for row, values in enumerate(frame.iter_rows()):
        look = bold if row < heading_rows else text
        for column, value in enumerate(values):
            if value and write_string(row, column, value, look):
                raise ValueError(f"cell {column + 1} of row {row + 1} does not fit a workbook")
