"""From headings and rows of values to a file in one of the three formats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

import polars as pl

from goodstanding.formats.formulas import disarm
from goodstanding.formats.write import EXCEL, TAB_TEXT, XML_SPREADSHEET, write_file
from goodstanding.refusals import NotFound

TARGETS = {
    "txt": (TAB_TEXT, "text/plain; charset=utf-8"),
    "xml": (XML_SPREADSHEET, "application/xml"),
    "xlsx": (EXCEL, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}

SheetOfText = tuple[str, pl.DataFrame]


def text_sheet(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> SheetOfText:
    """A sheet of text: headings in its first row, values as people write them."""
    lines = [list(headings), *([as_text(value) for value in row] for row in rows)]
    schema = {f"c{number}": pl.String for number in range(len(headings))}
    return name, pl.DataFrame(lines, schema=schema, orient="row")


def as_text(value: object) -> str | None:
    """A value as our sheets write it: MM/DD/YYYY, Yes and No, no needless decimals."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, date):
        return value.strftime("%m/%d/%Y")
    if isinstance(value, Decimal):
        return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"
    return str(value)


def build_file(stem: str, sheets: Sequence[SheetOfText], fmt: str) -> tuple[str, str, bytes]:
    """File name, content type and bytes; text has room for the last sheet only."""
    if fmt not in TARGETS:
        raise NotFound("format")
    target, content_type = TARGETS[fmt]
    if fmt == "txt":
        sheets = [(name, disarm(frame)) for name, frame in sheets[-1:]]
    stream = BytesIO()
    write_file(stream, sheets, target)
    return f"{stem}.{fmt}", content_type, stream.getvalue()
