"""Sheets -> delimited text in the encoding, with the delimiter and line ends asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import BinaryIO

import polars as pl

from goodstanding.formats import foreign
from goodstanding.formats.delimiter import CANDIDATES
from goodstanding.formats.encoding import BOMS, decode
from goodstanding.formats.format import Sheet
from goodstanding.formats.quoting import single_quotes
from goodstanding.formats.table import ReadAs
from goodstanding.formats.unreadable import Unreadable


def write(sheets: Sequence[Sheet], read_as: ReadAs, heading_rows: int, target: BinaryIO) -> ReadAs:
    """Write the first sheet; text has room for one. Gives the ReadAs really used.

    Values are quoted where a reader could mistake them. Where the encoding lacks a character,
    or reading the bytes again would give other text, the file becomes UTF-8 with a mark.
    """
    _, frame = sheets[0]
    newline = read_as.newline or "\r\n"
    delimiter = read_as.delimiter or ("" if frame.width < 2 else "\t")
    cells = _quoted(frame, delimiter)
    body = _joined(cells, delimiter, newline)
    if single_quotes(body.encode(), delimiter):
        # So many values begin with an apostrophe that it would be taken for what encloses them.
        cells = _quoted(frame, delimiter, also="|^'")
        body = _joined(cells, delimiter, newline)
    if not body.startswith('"') and foreign.recognize(body[:4096].encode()):
        # A first value such as "<5 years" must not make the file look like something else.
        first = cells.item(0, 0)
        body = f'"{first}"{body[len(first) :]}'
    data, encoding, bom = _encode(body, read_as)
    target.write(data)
    return replace(
        read_as,
        encoding=encoding,
        bom=bom,
        delimiter=delimiter,
        quoted='"' in body,
        newline=newline,
    )


def _joined(cells: pl.DataFrame, delimiter: str, newline: str) -> str:
    lines = cells.select(pl.concat_str(pl.all(), separator=delimiter)).to_series()
    return newline.join(lines.to_list()) + (newline if cells.height else "")


def _quoted(frame: pl.DataFrame, delimiter: str, also: str = "") -> pl.DataFrame:
    """The cells as they stand in the file, quoted where any delimiter or quote is in them.

    ``also`` adds to what is unsafe: an alternative of a regular expression.
    """
    special = "".join(dict.fromkeys(CANDIDATES + delimiter))
    unsafe = rf'[{"".join(map(_escape, special))}"\r\n]|^(?i:sep=){also}'
    return frame.fill_null("").select(
        pl.when(pl.col(name).str.contains(unsafe))
        .then(pl.format('"{}"', pl.col(name).str.replace_all('"', '""', literal=True)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in frame.columns
    )


def _escape(character: str) -> str:
    return "\\t" if character == "\t" else "\\" + character


def _encode(text: str, read_as: ReadAs) -> tuple[bytes, str, bool]:
    """The bytes, their encoding, and whether a mark leads them; nothing is ever lost."""
    marks = {encoding: mark for mark, encoding in BOMS}
    # Without its mark, UTF-16 is only ever a guess.
    bom = read_as.bom or read_as.encoding.startswith("utf-16")
    try:
        data = (marks[read_as.encoding] if bom else b"") + text.encode(read_as.encoding)
        if decode(data).text == text:
            return data, read_as.encoding, bom
    except (UnicodeEncodeError, Unreadable, KeyError):
        pass
    return marks["utf-8"] + text.encode(), "utf-8", True
