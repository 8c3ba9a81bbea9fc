"""The XML parts of a workbook: parsed without entities, network or repairs, a part at a time."""

from __future__ import annotations

import io
from collections.abc import Iterator

from lxml import etree

from goodstanding.formats.package.archive import damaged
from goodstanding.formats.safe_xml import HARDENED, refuse_doctype
from goodstanding.formats.unreadable import Unreadable


def parse_part(data: bytes, part: str) -> etree._Element:
    """The root of a whole part; Unreadable names the part and the line where it is broken."""
    try:
        root = etree.fromstring(data, etree.XMLParser(**HARDENED))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(error, part) from error
    _without_doctype(root, part)
    return root


def stream_part(data: bytes, part: str, names: list[str]) -> Iterator[etree._Element]:
    """The elements of these local names, each when it ends, and emptied when it was used."""
    steps = etree.iterparse(
        io.BytesIO(data),
        events=("end",),
        tag=[f"{{*}}{name}" for name in names],
        **HARDENED,
    )
    checked = False
    try:
        for _, element in steps:
            if not checked:
                _without_doctype(element, part)
                checked = True
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]  # the tree of what was used is of no use
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken(error, part) from error


def local_name(element: etree._Element) -> str:
    """The name of an element without its namespace, in which dialects differ."""
    return str(element.tag).rpartition("}")[2]


def text_of(element: etree._Element) -> str:
    """All the text in an element, whatever elements it stands in."""
    return "".join(str(each) for each in element.itertext())


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its local name, whatever its namespace; "" when it is absent."""
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


def _without_doctype(element: etree._Element, part: str) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        said = refuse_doctype(1)
        raise Unreadable(said.code, said.message, said.remedy, place=part)


def _broken(error: Exception, part: str) -> Unreadable:
    line = getattr(error, "lineno", 0) or 1
    return damaged(f"its part {part[:100]} is broken in line {line}", f"{part}, line {line}")
