"""Excel workbooks (.xlsx, .xlsm): what is in their cells, never their macros."""

from __future__ import annotations

import polars as pl

from goodstanding.formats.format import Format
from goodstanding.formats.limits import Limits
from goodstanding.formats.package.archive import Archive, open_archive, read_part
from goodstanding.formats.package.last_saved import saved_in
from goodstanding.formats.table import Document, ReadAs
from goodstanding.formats.workbook.sheet_to_table import check_sheets
from goodstanding.formats.xlsx.book import Book, open_book
from goodstanding.formats.xlsx.shared_strings import shared_texts
from goodstanding.formats.xlsx.sheet import read_sheet
from goodstanding.formats.xlsx.write import write

NAME = "xlsx"


def looks_like(head: bytes) -> bool:
    """A zip archive whose first entries are those of a workbook."""
    if not head.startswith(b"PK\x03\x04"):
        return False
    return b"[Content_Types].xml" in head or b"xl/" in head or b"xl\\" in head


def read(data: bytes, limits: Limits) -> Document:
    """All sheets in order, hidden ones too, or Unreadable naming the part or the cell."""
    archive = open_archive(data, limits)
    book = open_book(archive)
    check_sheets(len(book.sheets), limits)
    texts = _texts(archive, book)
    tables = tuple(
        read_sheet(read_part(archive, sheet.part), sheet, book, texts, limits)
        for sheet in book.sheets
    )
    saved_at = saved_in(archive, "docProps/core.xml", "modified")
    return Document(ReadAs(NAME), tables, saved_at=saved_at)


def _texts(archive: Archive, book: Book) -> pl.Series:
    if not book.strings:
        return pl.Series("text", [], dtype=pl.String)
    return shared_texts(read_part(archive, book.strings), book.strings)


FORMAT = Format(NAME, "Excel workbook", "xlsx", looks_like, read, write)
