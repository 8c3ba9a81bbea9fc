"""Flat OpenDocument spreadsheets (.fods): one XML file instead of an archive of several."""

from __future__ import annotations

from goodstanding.formats.format import Format
from goodstanding.formats.limits import Limits
from goodstanding.formats.opendocument.ods import read_tables
from goodstanding.formats.safe_xml import decode_head, doctype_line, root_name
from goodstanding.formats.table import Document, ReadAs

NAME = "flat-ods"


def looks_like(head: bytes) -> bool:
    """A document of OpenDocument that says it is a spreadsheet."""
    text = decode_head(head)
    if root_name(text) != "office:document" or doctype_line(text):
        return False
    return "opendocument.spreadsheet" in text[:16_384]


def read(data: bytes, limits: Limits) -> Document:
    """All sheets in order, hidden ones too, or Unreadable naming the line or the cell."""
    return Document(ReadAs(NAME), read_tables(data, "the file", limits))


FORMAT = Format(
    NAME, "flat OpenDocument spreadsheet", "fods", looks_like, read, None, written_as="xlsx"
)
