"""OpenDocument spreadsheets (.ods), which LibreOffice and Google Sheets write."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from goodstanding.formats.format import Format
from goodstanding.formats.limits import Limits
from goodstanding.formats.opendocument.sheet import add_row
from goodstanding.formats.package.archive import Archive, has_password, open_archive, read_part
from goodstanding.formats.package.last_saved import saved_in
from goodstanding.formats.package.xml_parts import attribute, local_name, stream_part
from goodstanding.formats.place import MAX_COLUMN
from goodstanding.formats.table import Document, ReadAs, Table
from goodstanding.formats.workbook.collected_cells import Cells
from goodstanding.formats.workbook.sheet_to_table import Doubts, Sheet, as_table, check_sheets

NAME = "ods"
_MIMETYPE = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
_CONTENT = "content.xml"
_ELEMENTS = ["style", "table-column", "table-row", "table"]


def looks_like(head: bytes) -> bool:
    """A zip archive that says it is a spreadsheet, or has its content where one has it."""
    if not head.startswith(b"PK\x03\x04"):
        return False
    if b"mimetypeapplication/" in head[:80]:
        return _MIMETYPE in head[:120]
    return _CONTENT.encode() in head and b"[Content_Types].xml" not in head


def read(data: bytes, limits: Limits) -> Document:
    """All sheets in order, hidden ones too, or Unreadable naming the part or the cell."""
    archive = open_archive(data, limits)
    _refuse_password(archive)
    tables = read_tables(read_part(archive, _CONTENT), _CONTENT, limits)
    return Document(ReadAs(NAME), tables, saved_at=saved_in(archive, "meta.xml", "date"))


def read_tables(content: bytes, part: str, limits: Limits) -> tuple[Table, ...]:
    """The tables of the XML in which an OpenDocument spreadsheet has its content."""
    tables: list[Table] = []
    hidden_styles: set[str] = set()
    cells, columns = Cells(), _Columns()
    for element in stream_part(content, part, _ELEMENTS):
        name = local_name(element)
        if name == "style" and _is_hidden(element):
            hidden_styles.add(attribute(element, "name"))
        elif name == "table-column":
            columns.add(element)
        elif name == "table-row":
            add_row(cells, element, limits)
        elif name == "table":
            hidden = attribute(element, "style-name") in hidden_styles
            sheet = Sheet(attribute(element, "name") or f"Sheet{len(tables) + 1}", hidden)
            tables.append(_table(cells, columns, sheet, limits))
            cells, columns = Cells(), _Columns()
            check_sheets(len(tables), limits)
    check_sheets(len(tables), limits)
    return tuple(tables)


@dataclass(slots=True)
class _Columns:
    """The columns of a table while they go by, and which of them are hidden (from 0)."""

    count: int = 0
    hidden: set[int] = field(default_factory=set)

    def add(self, element: etree._Element) -> None:
        said = attribute(element, "number-columns-repeated")
        times = min(int(said), MAX_COLUMN) if said.isdecimal() and len(said) < 12 else 1
        if attribute(element, "visibility") in {"collapse", "filter"}:
            self.hidden.update(range(self.count, min(self.count + times, MAX_COLUMN)))
        self.count += times


def _table(cells: Cells, columns: _Columns, sheet: Sheet, limits: Limits) -> Table:
    doubts = Doubts(tuple(cells.merges), frozenset(columns.hidden))
    return as_table(cells.frame(), sheet, doubts, limits)


def _is_hidden(style: etree._Element) -> bool:
    return any(
        local_name(each) == "table-properties" and attribute(each, "display") == "false"
        for each in style
    )


def _refuse_password(archive: Archive) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest.lower() in archive.parts:
        data = read_part(archive, manifest)
        if b"encryption-data" in data:
            raise has_password(manifest)
    if "encrypted-package" in archive.parts:
        raise has_password("encrypted-package")


FORMAT = Format(
    NAME,
    "OpenDocument spreadsheet",
    "ods",
    looks_like,
    read,
    write=None,
    written_as="xlsx",
)
