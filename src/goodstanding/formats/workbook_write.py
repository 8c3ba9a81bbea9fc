"""Rich sheets -> an Excel workbook with looks, notes, drop-downs and a filter."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any, BinaryIO

import polars as pl
from xlsxwriter import Workbook

from goodstanding.formats.place import column_letters
from goodstanding.formats.sheet_names import safe_names
from goodstanding.formats.workbook_cells import looks_used, rows_of, share_texts, shared_part
from goodstanding.formats.workbook_look import properties
from goodstanding.formats.workbook_sheet import Check, RichSheet

TITLE, MESSAGE = 32, 255
"""Characters that the boxes of a check can show."""
MOST_FROZEN = 10
"""More rows that stay in view would leave no room for the others."""
_NOTE_WIDTH, _LINE, _LINE_HEIGHT = 300, 44, 17
_SHARED = "xl/sharedStrings.xml"
_CELLS = re.compile(r"<sheetData/>|<sheetData>.*</sheetData>", re.DOTALL)
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')
_STYLE = re.compile(r'<c r="[A-Z]+1" s="(\d+)"')


def write_workbook(sheets: Sequence[RichSheet], target: BinaryIO) -> None:
    """Write the workbook; no cell is a formula or a link.

    XlsxWriter lays out the sheets (styles, notes, checks), and the cells, which it would take one
    by one, are put in by the column. ValueError for a cell of more than 32,767 characters, which
    is all that Excel can hold.
    """
    texts, numbers = share_texts(sheets)
    looks = sorted(set().union(*map(looks_used, sheets)))
    laid_out = BytesIO()
    with Workbook(laid_out, {"in_memory": True}) as book:
        formats = {look: book.add_format(properties(look)) for look in looks}
        for name, sheet in zip(safe_names([each.name for each in sheets]), sheets, strict=True):
            _lay_out(book.add_worksheet(name), sheet, formats)
        _number_looks(book.worksheets()[0], formats)
    with (
        zipfile.ZipFile(laid_out) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as out,
    ):
        parts = {
            f"xl/worksheets/sheet{number}.xml": each
            for number, each in enumerate(zip(sheets, numbers, strict=True), start=1)
        }
        first = source.read("xl/worksheets/sheet1.xml").decode()
        styles = dict(zip(looks, _STYLE.findall(first), strict=True))
        for entry in source.infolist():
            with out.open(entry.filename, "w") as part:
                if entry.filename in parts:
                    _put_in(part, source.read(entry).decode(), *parts[entry.filename], styles)
                else:
                    shared = entry.filename == _SHARED
                    part.write(shared_part(texts) if shared else source.read(entry))


def column_widths(frame: pl.DataFrame) -> list[int]:
    """A width in characters for each column, from its first 1,000 values: 8 to 60."""
    head = frame.head(1000)
    longest = head.select(pl.all().str.len_chars().max().fill_null(0)).row(0) if head.height else ()
    return [min(max(int(width) + 2, 8), 60) for width in longest]


def _number_looks(sheet: Any, formats: Mapping[str, Any]) -> None:
    """Have the looks numbered in their order, by cells that the real ones will replace."""
    for column, look in enumerate(formats.values()):
        sheet.write_blank(0, column, None, look)
    # Without a text, there would be no part for the texts.
    sheet.write_string(1, 0, "-")


def _put_in(
    part: Any, xml: str, sheet: RichSheet, texts: pl.DataFrame, styles: Mapping[str, str]
) -> None:
    """Write the sheet that was laid out, with its cells."""
    last = f"{column_letters(max(sheet.frame.width, 1) - 1)}{max(sheet.frame.height, 1)}"
    before, after = _CELLS.split(_DIMENSION.sub(f'<dimension ref="A1:{last}"/>', xml))
    part.write(f"{before}<sheetData>".encode())
    for rows in rows_of(sheet, texts, styles):
        part.write(rows)
    part.write(f"</sheetData>{after}".encode())


def _lay_out(page: Any, sheet: RichSheet, formats: Mapping[str, Any]) -> None:
    frame, headings = sheet.frame, sheet.heading_rows
    for index, width in enumerate(sheet.widths or column_widths(frame)):
        page.set_column(index, index, width, formats[sheet.look(index)])
    if headings and frame.width and frame.height >= headings:
        if headings <= MOST_FROZEN:
            page.freeze_panes(headings, 0)
        page.autofilter(headings - 1, 0, frame.height - 1, frame.width - 1)
    _annotate(page, sheet)
    if frame.width:
        last = f"{column_letters(frame.width - 1)}{_last_row(sheet)}"
        page.ignore_errors({"number_stored_as_text": f"A1:{last}"})
    if sheet.active:
        page.activate()
    if sheet.hidden:
        page.hide()


def _annotate(page: Any, sheet: RichSheet) -> None:
    """The notes on cells, and what columns may hold."""
    for note in sheet.notes:
        lines = sum(1 + len(line) // _LINE for line in note.text.split("\n"))
        size = {"width": _NOTE_WIDTH, "height": _LINE_HEIGHT * (lines + 1)}
        page.write_comment(note.row, note.column, note.text, size)
    for check in sheet.checks:
        first, last = sheet.heading_rows, _last_row(sheet) - 1
        page.data_validation(first, check.column, last, check.column, _rule(check))


def _last_row(sheet: RichSheet) -> int:
    return max(sheet.frame.height, sheet.checked_rows if sheet.checks else 1)


def _rule(check: Check) -> dict[str, object]:
    """The check as XlsxWriter takes it."""
    bounds: dict[str, dict[str, object]] = {
        "any": {"validate": "any"},
        "list": {"validate": "list", "source": check.source},
        "number": {"validate": "decimal", "criteria": "between", "minimum": 0},
        "length": {"validate": "length", "criteria": "between", "minimum": 0},
        # Serial numbers: the calendar before March 1900 has a day that never was.
        "date": {"validate": "date", "criteria": "between", "minimum": "=61"},
    }
    most: dict[str, object] = {} if check.allowed in {"any", "list"} else {"maximum": check.most}
    if check.allowed == "date":
        most = {"maximum": f"={int(check.most)}"}
    return {
        **bounds[check.allowed],
        **most,
        "input_title": _fit(check.title, TITLE) if check.prompt else "",
        "input_message": _fit(check.prompt, MESSAGE),
        "error_title": _fit(check.title, TITLE),
        "error_message": _fit(check.fault, MESSAGE),
        "error_type": "stop" if check.refuses else "warning",
    }


def _fit(text: str, longest: int) -> str:
    """The text cut at the end of a word if it is too long."""
    if len(text) <= longest:
        return text
    return text[: longest - 1].rsplit(" ", 1)[0] + "…"
