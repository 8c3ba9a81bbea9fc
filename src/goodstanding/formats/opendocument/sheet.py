"""One table of an OpenDocument spreadsheet -> its cells, repeats and covered places followed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from goodstanding.formats.bounds import check_rows
from goodstanding.formats.limits import Limits
from goodstanding.formats.package.xml_parts import local_name
from goodstanding.formats.place import MAX_COLUMN, MAX_ROW
from goodstanding.formats.workbook.collected_cells import Cells
from goodstanding.formats.workbook.displayed_numbers import show_stored
from goodstanding.formats.workbook.number_formats import show_date_time

_NAMESPACE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _OFFICE, _TEXT = (_NAMESPACE % each for each in ("table", "office", "text"))
_CELL, _COVERED = _TABLE + "table-cell", _TABLE + "covered-table-cell"
_TIME = re.compile(r"PT(\d+)H(\d+)M(\d+)(?:[.,]\d+)?S")
_ERRORS = re.compile(r"#[A-Z0-9/]+[!?]?|Err:\d+")
_HIDDEN = {"collapse", "filter"}
_ALOUD = {"annotation", "ruby-text"}
"""Remarks and readings stand among the text of a cell, and are no part of it."""


@dataclass(frozen=True, slots=True)
class _Value:
    """What one cell says: its type as Excel calls it, its text, and what is doubtful."""

    type: str
    text: str | None
    bare: bool = False
    lost: bool = False


def add_row(cells: Cells, row: etree._Element, limits: Limits) -> None:
    """Add one table-row element, as often as it is repeated and has something in it.

    Raises Unreadable before more rows come about than can be read, and follows repeats one
    column further than that, so that a file of a few bytes cannot ask for billions of cells.
    """
    times = _times(row, _TABLE + "number-rows-repeated", MAX_ROW)
    hidden = row.get(_TABLE + "visibility") in _HIDDEN
    values: list[tuple[int, _Value]] = []
    column = 0
    for cell in row:
        if cell.tag not in {_CELL, _COVERED}:
            continue
        across = _times(cell, _TABLE + "number-columns-repeated", MAX_COLUMN)
        value = _value(cell) if cell.tag == _CELL else _Value("", None)
        if value.text is not None or value.bare:
            copies = min(across, limits.columns + 1)
            values += [(column + copy, value) for copy in range(copies)]
            _add_merge(cells, cell, column)
        column += across
    if any(each.bare or (each.text or "").strip() for _, each in values):
        cells.filled += times
        check_rows(cells.filled, limits)
        for number in range(cells.row + 1, cells.row + 1 + times):
            cells.found += [
                (number, place, hidden, each.type, each.text, each.bare, each.lost)
                for place, each in values
            ]
    cells.row += times


def _times(element: etree._Element, name: str, most: int) -> int:
    said = element.get(name, "1")
    return min(max(int(said), 1), most) if said.isdecimal() and len(said) < 12 else 1


def _add_merge(cells: Cells, cell: etree._Element, column: int) -> None:
    down = _times(cell, _TABLE + "number-rows-spanned", MAX_ROW) - 1
    across = _times(cell, _TABLE + "number-columns-spanned", MAX_COLUMN) - 1
    if down or across:
        cells.merges.append((cells.row + 1, column, down, across))


def _value(cell: etree._Element) -> _Value:
    kind = cell.get(_OFFICE + "value-type", "")
    shown = "\n".join(_paragraph(each) for each in cell if each.tag == _TEXT + "p")
    if kind in {"float", "percentage", "currency"}:
        return _number(cell.get(_OFFICE + "value", ""), shown)
    if kind == "date":
        return _Value(
            "d", show_date_time(cell.get(_OFFICE + "date-value", "").removesuffix("Z")) or shown
        )
    if kind == "time":
        return _Value("d", _clock(cell.get(_OFFICE + "time-value", "")) or shown)
    if kind == "boolean":
        return _Value("b", cell.get(_OFFICE + "boolean-value", "").upper() or shown)
    formula = cell.get(_TABLE + "formula")
    if formula and _ERRORS.fullmatch(shown):
        return _Value("e", shown)
    text = cell.get(_OFFICE + "string-value", "") or shown
    if not kind and not text:
        return _Value("", None, bare=bool(formula))
    return _Value("s", text or None)


def _number(stored: str, shown: str) -> _Value:
    """A number: in short, or as it is shown when its format puts zeros before it."""
    if _ERRORS.fullmatch(shown):
        return _Value("e", shown)
    if shown.isdecimal() and shown.startswith("0") and shown.lstrip("0") == stored:
        return _Value("n", shown)
    text, lost = show_stored(stored, "", date1904=False) if stored else (shown, False)
    return _Value("n", text or None, lost=lost)


def _clock(stored: str) -> str:
    match = _TIME.fullmatch(stored)
    if not match:
        return stored
    hours, minutes, seconds = (int(part) for part in match.groups())
    return f"{hours:02}:{minutes:02}:{seconds:02}"


def _paragraph(element: etree._Element) -> str:
    """The text of a paragraph: spaces and breaks are elements of their own."""
    parts = [_collapsed(element.text)]
    for child in element:
        name = local_name(child)
        if name == "s":
            parts.append(" " * _times(child, _TEXT + "c", 32_768))
        elif name in {"tab", "line-break"}:
            parts.append("\t" if name == "tab" else "\n")
        elif name not in _ALOUD:
            parts.append(_paragraph(child))
        parts.append(_collapsed(child.tail))
    return "".join(parts)


def _collapsed(text: str | None) -> str:
    """White space in the XML is one space at most (OpenDocument 1.2, 6.1.2)."""
    return re.sub("[ \t\r\n]+", " ", text) if text else ""
