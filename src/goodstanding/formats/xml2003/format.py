"""XML Spreadsheet 2003 (SpreadsheetML): what Excel calls "XML Spreadsheet 2003 (*.xml)"."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from lxml import etree

from goodstanding.formats.format import Format
from goodstanding.formats.limits import Limits
from goodstanding.formats.package.last_saved import when_saved
from goodstanding.formats.safe_xml import (
    EXCEL,
    OFFICE,
    SPREADSHEET,
    decode_head,
    is_spreadsheet,
    safe_xml,
)
from goodstanding.formats.table import ROW, Document, ReadAs, Table
from goodstanding.formats.unreadable import Unreadable
from goodstanding.formats.workbook.number_formats import Kind, format_kind
from goodstanding.formats.xml2003.faults import explain
from goodstanding.formats.xml2003.sheet import read_sheet
from goodstanding.formats.xml2003.tables import take_tables
from goodstanding.formats.xml2003.write import write

NAME = "xml-spreadsheet"

_SS = f"{{{SPREADSHEET}}}"
_DATE1904 = f".//{{{EXCEL}}}Date1904"
_LAST_SAVED = f"{{{OFFICE}}}DocumentProperties/{{{OFFICE}}}LastSaved"
_VISIBLE = f"{{{EXCEL}}}WorksheetOptions/{{{EXCEL}}}Visible"


def looks_like(head: bytes) -> bool:
    """A first element Workbook of the spreadsheet namespace, in any encoding."""
    return is_spreadsheet(decode_head(head))


def read(data: bytes, limits: Limits) -> Document:
    """All sheets in order, hidden ones too, or Unreadable naming line or cell."""
    xml, encoding, bom = safe_xml(data)
    try:
        book, found = take_tables(xml)
    except etree.XMLSyntaxError as error:
        raise explain(error, limits) from error
    kinds, date1904 = _kinds(book), _date1904(book)
    sheets = book.findall(_SS + "Worksheet")
    if not sheets:
        raise _no_sheets()
    if len(sheets) > limits.sheets:
        raise _too_many_sheets(limits.sheets)
    tables = []
    for number, sheet in enumerate(sheets, start=1):
        name = sheet.get(_SS + "Name") or f"Sheet{number}"
        plain = next(found)
        table = read_sheet(plain, name, kinds, date1904, limits) if plain else _empty(name)
        tables.append(replace(table, hidden=_is_hidden(sheet)))
    saved_at = when_saved(book.findtext(_LAST_SAVED))
    return Document(ReadAs(NAME, encoding, bom), tuple(tables), saved_at=saved_at)


def _empty(name: str) -> Table:
    return Table(name, pl.DataFrame(schema={ROW: pl.UInt32}))


def _is_hidden(sheet: etree._Element) -> bool:
    return (sheet.findtext(_VISIBLE) or "").strip() in {"SheetHidden", "SheetVeryHidden"}


def _kinds(book: etree._Element) -> dict[str, Kind]:
    """What each style's number format shows; a style without one takes its parent's."""
    kinds: dict[str, Kind] = {}
    for style in book.iterfind(f"{_SS}Styles/{_SS}Style"):
        own = style.find(_SS + "NumberFormat")
        shown = own.get(_SS + "Format") if own is not None else None
        inherited = kinds.get(style.get(_SS + "Parent", ""), "")
        kinds[style.get(_SS + "ID", "")] = format_kind(shown) if shown else inherited
    return kinds


def _date1904(book: etree._Element) -> bool:
    said = book.find(_DATE1904)
    return said is not None and (said.text or "").strip().lower() not in {"0", "false"}


def _no_sheets() -> Unreadable:
    return Unreadable(
        "no-sheets",
        "The workbook has no sheet in it.",
        "Open it in Excel, look whether the right file was saved, and save it again.",
        place="element Workbook",
    )


def _too_many_sheets(limit: int) -> Unreadable:
    return Unreadable(
        "too-many-sheets",
        f"The workbook has more sheets than the {limit} that can be read.",
        "Copy the sheet that matters into a workbook of its own and upload that.",
        place=f"sheet {limit + 1}",
    )


FORMAT = Format(NAME, "XML Spreadsheet 2003", "xml", looks_like, read, write)
