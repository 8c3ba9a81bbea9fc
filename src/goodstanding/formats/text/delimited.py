"""Delimited text: tab, comma, semicolon or pipe, in any of the encodings that people have."""

from __future__ import annotations

import polars as pl

from goodstanding.formats import unsupported
from goodstanding.formats.blank import without_blank_rows
from goodstanding.formats.bounds import check_bounds
from goodstanding.formats.encodings.choices import decode_as
from goodstanding.formats.encodings.detect import decode
from goodstanding.formats.format import Format
from goodstanding.formats.limits import Limits
from goodstanding.formats.table import ROW, Document, ReadAs, Table
from goodstanding.formats.text.delimiter import choose_delimiter, take_sep_line
from goodstanding.formats.text.records import split_records
from goodstanding.formats.text.write import write
from goodstanding.formats.unreadable import Unreadable

NAME = "delimited"

_SAMPLE = 65_536


def looks_like(head: bytes) -> bool:
    """Whatever is text and nothing else that we can name."""
    return unsupported.recognize(head) is None


def read(data: bytes, limits: Limits, encoding: str = "") -> Document:
    """The one table of a text file, named "", or Unreadable; ``encoding`` if somebody chose it.

    ``row`` counts records: blank lines count, a line break inside quotation marks does not.
    """
    decoded = decode_as(data, encoding) if encoding else decode(data)
    text, named = take_sep_line(decoded.utf8)
    delimiter = named or choose_delimiter(text)
    newline = _newline(text[:_SAMPLE])
    frame, quoted, problems = split_records(text, delimiter)
    frame, blank = without_blank_rows(frame.with_row_index(ROW, offset=1))
    if frame.is_empty():
        raise _nothing()
    if frame.width - 1 > limits.columns:
        frame = _without_empty_tail(frame)
    check_bounds(frame, limits)
    read_as = ReadAs(NAME, decoded.encoding, decoded.bom, delimiter, quoted, newline)
    table = Table("", frame, blank_rows=blank, problems=tuple(problems))
    return Document(read_as, (table,), decoded.problems)


def _without_empty_tail(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame without the columns at its right in which nothing stands."""
    filled = frame.select(pl.all().is_not_null().any()).row(0)
    last = max(index for index, some in enumerate(filled) if some)
    return frame.select(frame.columns[: last + 1])


def _newline(sample: bytes) -> str:
    """The line end that occurs most; CR LF where there is none at all."""
    pairs = sample.count(b"\r\n")
    counts = {
        "\r\n": pairs,
        "\n": sample.count(b"\n") - pairs,
        "\r": sample.count(b"\r") - pairs,
    }
    return max(counts, key=lambda newline: counts[newline]) if any(counts.values()) else "\r\n"


def _nothing() -> Unreadable:
    return Unreadable(
        "empty-file",
        "The file has no text in it: every line is blank.",
        "Open it in Excel, look whether the right sheet was saved, and save it again.",
        place="row 1",
    )


FORMAT = Format(
    NAME,
    "text with tabs, commas, semicolons or pipes",
    "txt",
    looks_like,
    read,
    write,
    takes_any_text=True,
)
