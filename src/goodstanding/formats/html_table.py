"""Tables of web pages, which many systems save under the name of an Excel file (.xls)."""

from __future__ import annotations

import codecs
import re

from lxml import etree

from goodstanding.formats import unsupported
from goodstanding.formats.bounds import check_rows
from goodstanding.formats.encodings.detect import decode, known_encoding
from goodstanding.formats.format import Format
from goodstanding.formats.limits import Limits
from goodstanding.formats.problem import Problem
from goodstanding.formats.table import Document, ReadAs, Table
from goodstanding.formats.unreadable import Unreadable
from goodstanding.formats.workbook.cell_problems import Merge
from goodstanding.formats.workbook.collected_cells import Cells
from goodstanding.formats.workbook.sheet_to_table import Doubts, Sheet, as_table, check_sheets

NAME = "html"
BREAK = "\u2028"
"""Stands for a <br> until the white space around it is gone; a page has no other use for it."""

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([A-Za-z0-9_.:-]{2,30})""", re.I)
_CHARSETS = re.compile(
    r"utf-8|iso8859-\d+|cp125\d|koi8-[ru]|mac-roman|cp932|shift_jis|gbk|gb2312|gb18030|big5|euc_\w+"
)
"""What a page may say of itself: the sets in which ASCII is what it is, so that tags are tags."""

_BLANKS = re.compile(r"[ \t\r\n\f]+")
_AROUND_BREAKS = re.compile(f" ?{BREAK} ?")
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_WIDEST = 1_000


def looks_like(head: bytes) -> bool:
    """A web page by its first element."""
    return unsupported.is_web_page(head)


def read(data: bytes, limits: Limits) -> Document:
    """Every table, one within another apart from it, or Unreadable where there is none.

    Around other tables a table counts from two rows of its own: most of those are for layout.
    """
    text, encoding, bom, problems = _decoded(data)
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(text.replace(BREAK, " ").encode(), parser)
    _refuse_deep(parser)
    if root is None:
        raise unsupported.refuse(data[:65_536])
    etree.strip_elements(root, "script", "style", with_tail=False)
    for element in root.iter("br"):
        element.text = BREAK
    filled = _filled_tables(root, limits)
    if not filled:
        raise unsupported.refuse(data[:65_536])
    return Document(ReadAs(NAME, encoding, bom), filled, problems)


def _filled_tables(root: etree._Element, limits: Limits) -> tuple[Table, ...]:
    """The tables in order; each is read, and then emptied for the sake of those around it."""
    elements = list(root.iter("table"))
    check_sheets(len(elements) or 1, limits)
    around = {outer for table in elements for outer in table.iterancestors("table")}
    found: list[Table] = []
    for number, element in reversed(list(enumerate(elements, start=1))):
        table = _table(element, number, limits)
        element.text = None
        del element[:]
        if table.frame.height > (element in around):
            found.append(table)
    return tuple(reversed(found))


def _refuse_deep(parser: etree.HTMLParser) -> None:
    """The parser goes no deeper than is sane, and leaves out all that follows."""
    for error in parser.error_log.filter_from_fatals():
        raise Unreadable(
            "page-too-deep",
            f"The web page is broken in line {error.line}: too many elements stand one within "
            "the other there, or one of them is too long.",
            unsupported.SAVE_AS,
            place=f"line {error.line}",
        )


def _decoded(data: bytes) -> tuple[str, str, bool, tuple[Problem, ...]]:
    """Text, encoding, whether it had a mark, and doubts; what the page says of itself counts."""
    said = _CHARSET.search(data[:4096])
    if said and not known_encoding(data)[0]:
        try:
            name = codecs.lookup(said.group(1).decode()).name
            # Browsers take Latin-1 for Windows-1252 (WHATWG, Encoding Standard), and so do pages.
            name = "cp1252" if name in {"iso8859-1", "ascii"} else name
            if _CHARSETS.fullmatch(name):
                return data.decode(name), name, False, ()
        except (LookupError, UnicodeDecodeError, ValueError):
            pass  # a page that is mistaken about itself is looked at like any other text
    decoded = decode(data)
    return decoded.text, decoded.encoding, decoded.bom, decoded.problems


def _table(table: etree._Element, number: int, limits: Limits) -> Table:
    cells = Cells()
    below: dict[int, int] = {}
    for row in table.iter("tr"):
        cells.row += 1
        hidden = bool(_HIDDEN.search(row.get("style", "")))
        column = 0
        for cell in row.iterchildren("td", "th"):
            while below.get(column, 0) >= cells.row:
                column += 1
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            text = _text(cell)
            cells.found.append((cells.row, column, hidden, "s", text, False, False))
            cells.merges += _merge(cells.row, column, down, across)
            for covered in range(column, column + 1 + across):
                below[covered] = cells.row + down
            column += 1 + across
        cells.filled += bool(column)
        check_rows(cells.filled, limits)
    caption = table.find("caption")
    name = _text(caption) if caption is not None else ""
    return as_table(
        cells.frame(), Sheet(name or f"Table {number}", False), Doubts(tuple(cells.merges)), limits
    )


def _merge(row: int, column: int, down: int, across: int) -> list[Merge]:
    return [(row, column, down, across)] if down or across else []


def _span(cell: etree._Element, name: str) -> int:
    """How many more rows or columns a cell covers."""
    said = cell.get(name, "1").strip()
    return min(max(int(said), 1), _WIDEST) - 1 if said.isdecimal() and len(said) < 6 else 0


def _text(cell: etree._Element) -> str:
    """The text as a browser shows it, in lines."""
    whole = "".join(str(part) for part in cell.itertext()) if len(cell) else cell.text or ""
    shown = _BLANKS.sub(" ", whole).strip(" ")
    return _AROUND_BREAKS.sub("\n", shown).strip("\n ")


FORMAT = Format(NAME, "web page with tables", "xls", looks_like, read, None, written_as="xlsx")
