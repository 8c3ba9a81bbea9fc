"""Rows of a worksheet in whatever form -> the same rows in the plain form that is cut up."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

from lxml import etree

from goodstanding.formats.package.xml_parts import attribute, local_name, text_of
from goodstanding.formats.place import column_letters

KEEPS_SPACE = 'xml:space="preserve"'
XML_SPACE = " \t\r\n"
"""White space around a text counts only where this attribute says so."""

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,9})")
_RETURN = {"\r": "&#13;"}


def reference(text: str) -> tuple[int, int] | None:
    """The row (from 1) and the column (from 0) of a reference such as B7; None for another."""
    match = _REFERENCE.fullmatch(text)
    if not match:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(match[2]), column - 1


def row_number(row: etree._Element, last: int) -> int:
    """The number of a row that follows row ``last``, also where it does not say its own."""
    said = attribute(row, "r")
    if said.isdecimal() and len(said) < 10:
        return int(said)
    cell = row.find("{*}c")
    place = reference(attribute(cell, "r")) if cell is not None else None
    return place[0] if place else last + 1


def plain_row(row: etree._Element, number: int) -> str:
    """The row in the plain form: each cell with its place, and texts without their parts."""
    cells, column = [], -1
    for cell in row:
        if local_name(cell) != "c":
            continue
        place = reference(cell.get("r", ""))
        column = place[1] if place else column + 1
        cells.append(_cell(cell, f"{column_letters(column)}{number}"))
    hidden = ' hidden="1"' if attribute(row, "hidden") in {"1", "true"} else ""
    return f'<row r="{number}"{hidden}>{"".join(cells)}</row>'


def _cell(cell: etree._Element, name: str) -> str:
    style, kind = cell.get("s", ""), cell.get("t", "")
    text: str | None = None
    formula = ""
    for child in cell:
        part = local_name(child)
        if part == "v":
            text = text_of(child) if text is None else text
        elif part == "is" and kind == "inlineStr":
            text, kind = inline_text(child), "str"
        elif part == "f":
            formula = "<f/>"
    said = f'<c r="{name}"'
    said += f' s="{style}"' if style.isdecimal() else ""
    said += f' t="{kind}"' if kind.isalpha() else ""
    return f"{said}>{formula}{'' if text is None else f'<v>{escape(text, _RETURN)}</v>'}</c>"


def inline_text(element: etree._Element) -> str:
    """The text of rich or plain text, without its phonetic reading."""
    texts = []
    for child in element:
        name = local_name(child)
        if name == "t":
            texts.append(_text(child))
        elif name == "r":
            texts += [_text(each) for each in child if local_name(each) == "t"]
    return "".join(texts)


def _text(element: etree._Element) -> str:
    text = text_of(element)
    return text if attribute(element, "space") == "preserve" else text.strip(XML_SPACE)
