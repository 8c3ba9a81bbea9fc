"""Rich sheets -> an Excel workbook with looks, notes, drop-downs and a filter."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import Any, BinaryIO

from goodstanding.formats.place import column_letters
from goodstanding.formats.sheet_names import safe_names
from goodstanding.formats.styled_workbook.cells import looks_used, rows_of
from goodstanding.formats.styled_workbook.sheet import Check, RichSheet, column_widths
from goodstanding.formats.styled_workbook.styles import properties

TITLE, MESSAGE = 32, 255
"""Characters that the boxes of a check can show."""
MOST_FROZEN = 10
"""More rows that stay in view would leave no room for the others."""
MOST_ROWS = 1_048_576
"""Rows of a sheet (Microsoft, "Excel specifications and limits")."""
_NOTE_WIDTH, _LINE, _LINE_HEIGHT = 300, 44, 17
_LEVEL = 1
"""Of compression: more of it makes files a little smaller, and takes most of the time."""
_CELLS = re.compile(r"<sheetData/>|<sheetData>.*</sheetData>", re.DOTALL)
_DIMENSION = re.compile(r'<dimension ref="[^"]*"/>')
_STYLE = re.compile(r'<c r="[A-Z]+1" s="(\d+)"')


def write_workbook(sheets: Sequence[RichSheet], target: BinaryIO) -> None:
    """Write what ``workbook_blocks`` makes."""
    for block in workbook_blocks(sheets):
        target.write(block)


def workbook_blocks(sheets: Sequence[RichSheet]) -> Iterator[bytes]:
    """The bytes of the workbook, as they are made; no cell is a formula or a link.

    XlsxWriter lays out the sheets (styles, notes, checks), and the cells, which it would take one
    by one, are put in by the column. ValueError for a cell of more than 32,767 characters, which
    is all that Excel can hold.
    """
    laid_out = BytesIO()
    looks = _lay_out_all(sheets, laid_out)
    made = _Made()
    with (
        zipfile.ZipFile(laid_out) as source,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as out,
    ):
        parts = {f"xl/worksheets/sheet{at}.xml": each for at, each in enumerate(sheets, start=1)}
        first = source.read("xl/worksheets/sheet1.xml").decode()
        styles = dict(zip(looks, _STYLE.findall(first), strict=True))
        for entry in source.infolist():
            xml, sheet = source.read(entry), parts.get(entry.filename)
            large = sheet is not None and _may_be_large(sheet)
            with out.open(entry.filename, "w", force_zip64=large) as part:
                for block in _with_cells(xml, sheet, styles) if sheet else [xml]:
                    part.write(block)
                    yield from made.taken()
    yield from made.taken()


class _Made(io.RawIOBase):
    """What a zip archive is written to, to be taken away again block by block."""

    def __init__(self) -> None:
        self._blocks: list[bytes] = []

    def writable(self) -> bool:
        """It is for writing only."""
        return True

    def write(self, data: Any) -> int:
        """Keep a block until it is taken."""
        self._blocks.append(bytes(data))
        return len(data)

    def taken(self) -> Iterator[bytes]:
        """All that was written since, as one block, if anything was."""
        block = b"".join(self._blocks)
        self._blocks.clear()
        if block:
            yield block


def _may_be_large(sheet: RichSheet) -> bool:
    """Whether the XML may be more than the 4 GB for which a part needs other fields.

    A cell takes 60 bytes and its text, of which the first rows tell.
    """
    texts = sheet.frame.head(1000)
    letters = sum(texts[name].str.len_bytes().sum() for name in texts.columns)
    return sheet.height * (60 * texts.width + letters / max(texts.height, 1)) > 2**31


def _lay_out_all(sheets: Sequence[RichSheet], target: BinaryIO) -> list[str]:
    """Write the workbook without its cells, and give the looks in the order of their numbers."""
    # Imported here: whoever only reads workbooks does without.
    from xlsxwriter import Workbook

    looks = sorted(set().union(*map(looks_used, sheets)))
    with Workbook(target, {"in_memory": True}) as book:
        formats = {look: book.add_format(properties(look)) for look in looks}
        for name, sheet in zip(safe_names([each.name for each in sheets]), sheets, strict=True):
            _lay_out(book.add_worksheet(name), sheet, formats)
        _number_looks(book.worksheets()[0], formats)
    return looks


def _number_looks(sheet: Any, formats: Mapping[str, Any]) -> None:
    """Have the looks numbered in their order, by cells that the real ones will replace."""
    for column, look in enumerate(formats.values()):
        sheet.write_blank(0, column, None, look)


def _with_cells(xml: bytes, sheet: RichSheet, styles: Mapping[str, str]) -> Iterator[bytes]:
    """The sheet that was laid out, with its cells."""
    last = f"{column_letters(max(sheet.frame.width, 1) - 1)}{max(sheet.height, 1)}"
    before, after = _CELLS.split(_DIMENSION.sub(f'<dimension ref="A1:{last}"/>', xml.decode()))
    yield f"{before}<sheetData>".encode()
    yield from rows_of(sheet, styles)
    yield f"</sheetData>{after}".encode()


def _lay_out(page: Any, sheet: RichSheet, formats: Mapping[str, Any]) -> None:
    frame, headings = sheet.frame, sheet.heading_rows
    for index, width in enumerate(sheet.widths or column_widths(frame)):
        page.set_column(index, index, width, formats[sheet.look(index)])
    if headings and frame.width and frame.height >= headings:
        if headings <= MOST_FROZEN:
            page.freeze_panes(headings, 0)
        page.autofilter(headings - 1, 0, sheet.height - 1, frame.width - 1)
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
    return max(sheet.height, sheet.checked_rows if sheet.checks else 1)


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
