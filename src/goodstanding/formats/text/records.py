"""Delimited text -> a frame of its records, whole columns at a time."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from itertools import zip_longest

import polars as pl

from goodstanding.formats.problem import Problem
from goodstanding.formats.text.mending import mend
from goodstanding.formats.text.quoting import (
    ONE_COLUMN,
    close_up,
    count_marks,
    double_quotes,
    opens_value,
    single_quotes,
)

_LONE_CR = re.compile(rb"\r[^\n]")


def split_records(data: bytes, delimiter: str) -> tuple[pl.DataFrame, bool, list[Problem]]:
    """The records as columns ``c0``, ``c1``, …, whether values were quoted, and problems.

    ``data`` is text in UTF-8. Every record is a row, blank ones too, so that row N of the
    frame is record N + 1. The frame is as wide as the widest record, but for columns at the
    right in which nothing stands and which most records do not have. Cells that are absent or
    empty are null.
    """
    if single_quotes(data, delimiter):
        frame, quoted, problems = _split(double_quotes(data), delimiter)
        swapped = pl.all().str.replace_many(["'", '"'], ['"', "'"])
        return frame.select(swapped), quoted, problems
    return _split(data, delimiter)


def _split(data: bytes, delimiter: str) -> tuple[pl.DataFrame, bool, list[Problem]]:
    if b'"' not in data or not opens_value(data, delimiter):
        return _unquoted(data, delimiter), False, []
    data, spaced = close_up(data, delimiter)
    frame = _quoted(data, delimiter)
    quoted, problems = True, []
    swallowed = frame is not None and _swallowed(frame, data, delimiter)
    if frame is None or swallowed:
        mended = mend(_lines(data), delimiter, join=not swallowed)
        frame, quoted = _quoted_slowly(mended.data, delimiter), mended.quoted
        problems = [_literal_quotes(mended.row, mended.record)]
    if spaced:
        frame = frame.with_columns(pl.all().str.strip_chars_start(" "))
    return frame, quoted, problems


def _unquoted(data: bytes, delimiter: str) -> pl.DataFrame:
    if _has_lone_cr(data):
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    height = _line_count(data)
    width = data.count(delimiter.encode(), 0, _first_end(data)) + 1 if delimiter else 0
    frame = _read_csv(data, delimiter, width, None) if delimiter else None
    if frame is not None and frame.height == height:
        return frame
    return _split_lines(data, delimiter)


def _has_lone_cr(data: bytes) -> bool:
    if b"\r" not in data:
        return False
    return data.endswith(b"\r") or _LONE_CR.search(data) is not None


def _first_end(data: bytes) -> int:
    end = data.find(b"\n")
    return len(data) if end < 0 else end


def _line_count(data: bytes) -> int:
    return data.count(b"\n") + (not data.endswith(b"\n"))


def _whole(data: bytes) -> pl.Series:
    return pl.Series([data], dtype=pl.Binary).cast(pl.String)


def _lines(data: bytes) -> pl.Series:
    """The lines without their ends; what comes after the last line end counts if it is there."""
    text = data.decode()
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return pl.Series("line", text.removesuffix("\n").split("\n"), dtype=pl.String)


def _read_csv(data: bytes, delimiter: str, width: int, quote: str | None) -> pl.DataFrame | None:
    """What Polars reads, or None when a record is wider than ``width`` or it cannot tell."""
    try:
        return pl.read_csv(
            data,
            has_header=False,
            separator=delimiter,
            quote_char=quote,
            schema={f"c{i}": pl.String for i in range(width)},
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError:
        return None


def _split_lines(data: bytes, delimiter: str) -> pl.DataFrame:
    """Text whose rows differ in width, or that Polars sees otherwise (a blank line at the top)."""
    lines = _lines(data)
    if not delimiter:
        return _empty_to_null(lines.alias("c0").to_frame())
    widths = lines.str.count_matches(delimiter, literal=True) + 1
    most = int(str(widths.max()))
    frame = _read_csv(data, delimiter, most, None)
    if frame is None or frame.height != lines.len():
        cells = lines.str.split_exact(delimiter, most - 1).struct.unnest()
        frame = _empty_to_null(cells.rename({f"field_{i}": f"c{i}" for i in range(most)}))
    common = widths.filter(lines != "").mode().max()
    return _without_stray_tail(frame, int(str(common or most)))


def _quoted(data: bytes, delimiter: str) -> pl.DataFrame | None:
    """The records with quotation marks taken as quoting; None when they do not add up."""
    delimiter = delimiter or ONE_COLUMN
    if not _has_lone_cr(data):
        frame = _quoted_fast(data, delimiter)
        if frame is not None:
            return frame
    try:
        return _quoted_slowly(data, delimiter)
    except csv.Error:
        return None


def _quoted_slowly(data: bytes, delimiter: str) -> pl.DataFrame:
    """The records, whatever their widths; csv.Error when a value goes on after its end."""
    # The limit on a cell is ours to set and to explain, not the parser's.
    csv.field_size_limit(sys.maxsize)
    source = io.StringIO(data.decode(), newline="")
    records = list(csv.reader(source, delimiter=delimiter or ONE_COLUMN, strict=True))
    widths = Counter(map(len, records))
    del widths[0]
    columns = zip_longest(*records)
    series = [pl.Series(f"c{i}", column, dtype=pl.String) for i, column in enumerate(columns)]
    frame = _empty_to_null(pl.DataFrame(series))
    common = max(widths, key=lambda width: (widths[width], width), default=0)
    return _without_stray_tail(frame, common)


def _quoted_fast(data: bytes, delimiter: str) -> pl.DataFrame | None:
    """What Polars reads, provided that no quotation mark and no line break went astray."""
    head = csv.reader(
        io.StringIO(data[:65_536].decode(errors="ignore"), newline=""), delimiter=delimiter
    )
    frame = _read_csv(data, delimiter, max(len(next(head)), 1), '"')
    if frame is None:
        return None
    breaks = _line_count(data) - frame.height
    if breaks and breaks != _count_inside(frame, "\n"):
        return None
    marks, values = count_marks(data, _whole(data), delimiter)
    if marks != 2 * values and marks != 2 * (values + _count_inside(frame, '"')):
        return None
    return _empty_to_null(frame)


def _count_inside(frame: pl.DataFrame, character: str) -> int:
    counts = frame.select(pl.all().str.count_matches(character, literal=True).sum())
    return sum(counts.row(0))


def _swallowed(frame: pl.DataFrame, data: bytes, delimiter: str) -> bool:
    """Whether a cell ate whole rows: lines are all even once quotation marks mean nothing.

    Google's tab-separated text has no quoting, so a value that begins with a quotation mark
    would otherwise take the rows up to the next one into itself. With other delimiters, values
    are quoted by everybody: there, an address of two lines with a comma is no such thing.
    """
    if delimiter != "\t" or frame.height == _line_count(data):
        return False
    sep = pl.lit(delimiter)
    breaks = pl.all().str.contains_any(["\n", "\r"])
    eats = breaks & pl.all().str.contains(sep, literal=True)
    if not frame.select(pl.any_horizontal(eats.any())).item():
        return False
    lines = _lines(data)
    widths = lines.filter(lines != "").str.count_matches(delimiter, literal=True)
    return widths.n_unique() == 1


def _literal_quotes(row: int, record: str) -> Problem:
    return Problem(
        "quotes-literal",
        "note",
        f"Quotation marks in the file do not come in pairs around values (see row {row}), "
        "so they were read as part of the text.",
        "Nothing to do if the values look right. If values should be enclosed in quotation "
        "marks, close the one that is open and upload the file again.",
        row=row,
        value=record[:100] or None,
    )


def _without_stray_tail(frame: pl.DataFrame, common: int) -> pl.DataFrame:
    """The frame without empty columns at its right that only a few long records have."""
    tail = frame.columns[common:]
    if not tail or not common:
        return frame
    filled = frame.select(pl.col(tail).is_not_null().any()).row(0)
    kept = max((index + 1 for index, some in enumerate(filled) if some), default=0)
    return frame.select(frame.columns[: common + kept])


def _empty_to_null(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
