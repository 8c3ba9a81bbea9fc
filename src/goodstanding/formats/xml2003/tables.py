"""The tables of a SpreadsheetML document, cut out of it in plain writing.

Nearly all files are written plainly already: then their text is only looked at (whether it is
well-formed, and really plain), and no tree of millions of elements is built. For the rest, the
tree is built and written out anew by libxml2, which writes plainly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from goodstanding.formats.safe_xml import HARDENED, SPREADSHEET
from goodstanding.formats.xml2003.tokens import ESCAPES, Tags, are_plain, cut

_SS = f"{{{SPREADSHEET}}}"
_HTML = b' xmlns="http://www.w3.org/TR/REC-html40"'
_ROOT = re.compile(rb"<[A-Za-z_][^>]*>")
_PREFIX = re.compile(rb"\sxmlns:([A-Za-z][A-Za-z0-9]*)=")
_REFERENCE = re.compile(rb"&#[^;]*;")


@dataclass(frozen=True, slots=True)
class PlainTable:
    """One Table element cut up, the prefixes of its namespace, and where it begins, from 1."""

    tags: Tags
    prefixes: list[str]
    top: int
    left: int


class _Nothing:
    """What a parser builds that only looks whether a document is well-formed."""

    def close(self) -> None:
        """Give nothing."""


def take_tables(xml: bytes) -> tuple[etree._Element, Iterator[PlainTable | None]]:
    """The document without what its tables hold, and the table of each sheet in turn (None: it
    has none, or an empty one).

    Raises etree.XMLSyntaxError where the document is not well-formed.
    """
    if b"\r" in xml:  # a line end is one character to every reader of XML
        xml = xml.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    etree.fromstring(xml, _parser(_Nothing()))
    return _cut_out(xml) or _written_out(xml)


def _parser(target: _Nothing | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        **HARDENED,
        target=target,  # type: ignore[arg-type]  # one without handlers is allowed, and quick
    )


def _cut_out(xml: bytes) -> tuple[etree._Element, Iterator[PlainTable | None]] | None:
    """The tables as they stand, if all of them are written plainly; else None."""
    spans = sorted([*_spans(xml, b"Table"), *_spans(xml, b"ss:Table")])
    root = _ROOT.search(xml)
    declared = [each.decode() for each in _PREFIX.findall(root.group())] if root else []
    cut_up = []
    for start, end in spans:
        table = xml[start:end]
        if not _looks_plain(table) or not are_plain(tags := cut(table), declared):
            return None
        cut_up.append(tags)
    try:
        book = etree.fromstring(_hollowed(xml, spans), _parser())
    except etree.XMLSyntaxError:
        return None  # tables within tables, say
    found = [sheet.find(_SS + "Table") for sheet in book.iterfind(_SS + "Worksheet")]
    marked = [table for table in found if table is not None and table.get(_MARK)]
    left = [table for table in found if table is not None and not table.get(_MARK) and len(table)]
    if left or len(marked) != len(spans):
        return None  # some stand elsewhere, or have another prefix
    texts = iter(cut_up)
    return book, (
        _table(table, next(texts)) if table is not None and table.get(_MARK) else None
        for table in found
    )


_MARK = "taken"


def _hollowed(xml: bytes, spans: list[tuple[int, int]]) -> bytes:
    """The document with each of the tables closed where it opens, and marked."""
    rest, at = [], 0
    for start, end in spans:
        rest += [xml[at : xml.index(b">", start)], f' {_MARK}="yes"/>'.encode()]
        at = end
    return b"".join([*rest, xml[at:]])


def _spans(xml: bytes, name: bytes) -> Iterator[tuple[int, int]]:
    """Where the elements of that name begin and end, but for those that are closed at once."""
    at = 0
    while (start := xml.find(b"<" + name, at)) >= 0:
        at = start + len(name) + 1
        if xml[at : at + 1] not in {b" ", b">", b"\n", b"\t"}:
            continue
        opened = xml.find(b">", at)
        end = xml.find(b"</" + name + b">", at)
        if end < 0 or xml[opened - 1 : opened] == b"/":
            continue
        at = end + len(name) + 3
        yield start, at


def _looks_plain(table: bytes) -> bool:
    """Whether every "<" begins a tag, every ">" ends one, and no name is explained anew."""
    if b"<!" in table or b"<?" in table or table.count(b"<") != table.count(b">"):
        return False
    if table.count(b"xmlns") != table.count(_HTML):
        return False
    return b"&#" not in table or {*_REFERENCE.findall(table)} <= {e.encode() for e in ESCAPES}


def _written_out(xml: bytes) -> tuple[etree._Element, Iterator[PlainTable | None]]:
    """The tables as libxml2 writes them, one at a time."""
    book = etree.fromstring(xml, _parser())
    # A prefix that is declared anew on each element would hide the elements from us.
    etree.cleanup_namespaces(book, top_nsmap={"ss": SPREADSHEET})
    sheets = book.findall(_SS + "Worksheet")
    return book, (_written(sheet.find(_SS + "Table")) for sheet in sheets)


def _written(table: etree._Element | None) -> PlainTable | None:
    if table is None or not len(table):
        return None
    xml = etree.tostring(table, encoding="utf-8", xml_declaration=False, with_tail=False)
    for child in list(table):  # the tree is many times as large as its text
        table.remove(child)
    return _table(table, cut(xml))


def _table(element: etree._Element, tags: Tags) -> PlainTable:
    prefixes = [prefix or "" for prefix, uri in element.nsmap.items() if uri == SPREADSHEET]
    return PlainTable(tags, prefixes, _origin(element, "TopCell"), _origin(element, "LeftCell"))


def _origin(table: etree._Element, attribute: str) -> int:
    """Where a table begins that does not begin at A1, from 1."""
    said = table.get(_SS + attribute, "1")
    return max(int(said), 1) if said.isdecimal() and len(said) < 8 else 1
