"""The XML of a worksheet -> its tags and texts as a frame, at the speed of delimited text.

Nearly every program writes the cells of a worksheet in one plain form. That form is cut up by
the reader of delimited text: "<" ends a line for it and ">" separates tag and text. XML that
is not in this form is first parsed and written anew in it: slower, and the same from there on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl
from lxml import etree

from goodstanding.formats.package.xml_parts import attribute, local_name, parse_part, stream_part
from goodstanding.formats.workbook.cell_problems import Merge
from goodstanding.formats.xlsx.rewrite import plain_row, reference, row_number

_DATA = re.compile(rb"<sheetData(?:\s[^<>]*?)?(/?)>")
_DECLARED = re.compile(rb"<\?xml\s[^>]*?encoding\s*=\s*[\"']([^\"']*)")
_CLOSED = b"</v></c>"
_SPACED = re.compile(rb"</(?:v|t></is)></c>[^<]")
_SLICE = 8 * 1024 * 1024
_SAMPLE = 65_536


@dataclass(frozen=True, slots=True)
class Worksheet:
    """The rows of a worksheet as ``body``, its merged ranges and its hidden columns (from 0)."""

    body: bytes
    merges: tuple[Merge, ...]
    hidden_columns: frozenset[int]


def take_apart(data: bytes, part: str) -> Worksheet:
    """The worksheet with its rows still as XML: just as they stand if that looks plain."""
    bounds = _data_bounds(data)
    if bounds is None:
        return rewrite(data, part)
    start, end = bounds
    rest = parse_part(data[:start] + data[end:], part)
    merges = tuple(_merge(each) for each in rest.iterfind("{*}mergeCells/{*}mergeCell"))
    hidden = _hidden_columns(list(rest.iterfind("{*}cols/{*}col")))
    return Worksheet(data[start:end], merges, hidden)


def rewrite(data: bytes, part: str) -> Worksheet:
    """The worksheet with its rows in the plain form, whatever form they have."""
    rows: list[str] = []
    merges: list[Merge] = []
    hidden: frozenset[int] = frozenset()
    last = 0
    for element in stream_part(data, part, ["row", "mergeCell", "cols"]):
        name = local_name(element)
        if name == "row":
            last = row_number(element, last)
            rows.append(plain_row(element, last))
        elif name == "mergeCell":
            merges.append(_merge(element))
        else:
            hidden = _hidden_columns(list(element))
    return Worksheet("".join(rows).encode(), tuple(merges), hidden)


def slices(body: bytes) -> Iterator[bytes]:
    """The rows a few megabytes at a time, so that many of them do not need memory all at once."""
    start = 0
    while start < len(body):
        end = body.find(b"</row>", start + _SLICE)
        end = len(body) if end < 0 else end + len(b"</row>")
        yield body[start:end]
        start = end


def cut(body: bytes) -> pl.DataFrame | None:
    """Every tag (``tag``) and the ``text`` after it; None when the XML is not so plain.

    A cell with nothing but a value is one tag, whose text is the value.
    """
    slim = body
    if not _SPACED.search(body, 0, _SAMPLE):  # no line breaks between the cells
        slim = body.replace(_CLOSED, b"").replace(b"><v>", b">")
        if b"><is><t>" in slim:
            slim = slim.replace(b"</t></is></c>", b"").replace(b"><is><t>", b">")
    if b"\r" in slim:
        slim = slim.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    first = slim.find(b"<")
    if first < 0:
        return pl.DataFrame(schema={"tag": pl.String, "text": pl.String})
    try:
        return pl.read_csv(
            slim[first + 1 :],
            has_header=False,
            separator=">",
            eol_char="<",
            quote_char=None,
            schema={"tag": pl.String, "text": pl.String},
        )
    except pl.exceptions.PolarsError:
        return None


def _data_bounds(data: bytes) -> tuple[int, int] | None:
    """Where the rows begin and end; None where bytes alone cannot tell."""
    declared = _DECLARED.match(data.lstrip(b"\xef\xbb\xbf")[:200])
    if (declared and declared[1].lower() not in {b"utf-8", b"utf8", b"us-ascii"}) or b"<!" in data:
        return None
    match = _DATA.search(data)
    if not match:
        return None
    if match[1]:
        return match.end(), match.end()
    end = data.rfind(b"</sheetData>")
    if end < 0 or data.find(b"<?", match.end(), end) >= 0:
        return None
    return match.end(), end


def _merge(element: etree._Element) -> Merge:
    first, _, last = attribute(element, "ref").partition(":")
    start, end = reference(first), reference(last)
    if start is None or end is None:
        return 1, 0, 0, 0
    return start[0], start[1], end[0] - start[0], end[1] - start[1]


def _hidden_columns(columns: list[etree._Element]) -> frozenset[int]:
    hidden: set[int] = set()
    for each in columns:
        first, last = attribute(each, "min"), attribute(each, "max")
        if attribute(each, "hidden") in {"1", "true"} and (first + last).isdecimal():
            hidden.update(range(int(first) - 1, min(int(last), 16_384)))
    return frozenset(hidden)
