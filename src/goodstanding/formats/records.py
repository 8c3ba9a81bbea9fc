"""Delimited text -> a frame of its records, whole columns at a time."""

from __future__ import annotations

import csv
import io
import sys
from itertools import zip_longest

import polars as pl

from goodstanding.formats.delimiter import regular_quotes
from goodstanding.formats.problem import Problem

ONE_COLUMN = "\x1f"
"""Stands for "no delimiter" where a parser insists on one: the unit separator of ASCII."""


def split_records(text: str, delimiter: str) -> tuple[pl.DataFrame, bool, list[Problem]]:
    """The records as columns ``c0``, ``c1``, …, whether values were quoted, and problems.

    Every record is a row, blank ones too, so that row N of the frame is record N + 1. The
    frame is as wide as the widest record; cells that are absent or empty are null.
    """
    if '"' not in text:
        return _unquoted(text, delimiter), False, []
    frame = _quoted(text, delimiter)
    if frame is None or _swallowed(frame, text, delimiter):
        frame = _unquoted(text, delimiter)
        return frame, False, [_literal_quotes(frame)]
    return frame, _opens_quote(text, delimiter), []


def _opens_quote(text: str, delimiter: str) -> bool:
    """Whether a quotation mark stands where a value begins, rather than within words only."""
    starts = ("\n", "\r", delimiter) if delimiter else ("\n", "\r")
    return text.startswith('"') or any(start + '"' in text for start in starts)


def _unquoted(text: str, delimiter: str) -> pl.DataFrame:
    text = _one_newline(text)
    lines = text.count("\n") + (not text.endswith("\n"))
    if delimiter:
        for width in (_first_width(text, delimiter), 0):
            frame = _read_csv(text, delimiter, width or _widest(text, delimiter), None)
            if frame is not None and frame.height == lines:
                return frame
    return _split_lines(text, delimiter, lines)


def _one_newline(text: str) -> str:
    """The text with line feeds only, unless CR LF is all there is besides (which is read too)."""
    if _pairs_only(text):
        return text
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _pairs_only(text: str) -> bool:
    return "\r" not in text or text.count("\r") == text.count("\r\n")


def _lines(text: str) -> pl.Series:
    return pl.Series("line", text.split("\n")).str.strip_suffix("\r")


def _first_width(text: str, delimiter: str) -> int:
    return text.partition("\n")[0].count(delimiter) + 1


def _widest(text: str, delimiter: str) -> int:
    most = _lines(text).str.count_matches(delimiter, literal=True).max()
    return int(str(most)) + 1


def _read_csv(text: str, delimiter: str, width: int, quote: str | None) -> pl.DataFrame | None:
    """What Polars reads, or None when a record is wider than ``width`` or it cannot tell."""
    try:
        return pl.read_csv(
            text.encode(),
            has_header=False,
            separator=delimiter,
            quote_char=quote,
            schema={f"c{i}": pl.String for i in range(width)},
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError:
        return None


def _split_lines(text: str, delimiter: str, count: int) -> pl.DataFrame:
    """The slower way for text that Polars sees otherwise, such as a blank line at the top."""
    lines = _lines(text).head(count)
    if not delimiter:
        return _empty_to_null(lines.alias("c0").to_frame())
    width = _widest(text, delimiter)
    cells = lines.str.split_exact(delimiter, width - 1).struct.unnest()
    return _empty_to_null(cells.rename({f"field_{i}": f"c{i}" for i in range(width)}))


def _quoted(text: str, delimiter: str) -> pl.DataFrame | None:
    """The records with quotation marks taken as quoting; None when they do not add up."""
    delimiter = delimiter or ONE_COLUMN
    if _pairs_only(text) and regular_quotes(text, delimiter):
        frame = _quoted_fast(text, delimiter)
        if frame is not None:
            return frame
    # The limit on a cell is ours to set and to explain, not the parser's.
    csv.field_size_limit(sys.maxsize)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        columns = list(zip_longest(*reader))
    except csv.Error:
        return None
    series = [pl.Series(f"c{i}", column, dtype=pl.String) for i, column in enumerate(columns)]
    return _empty_to_null(pl.DataFrame(series))


def _quoted_fast(text: str, delimiter: str) -> pl.DataFrame | None:
    """What Polars reads, provided that no line break went astray; else None."""
    head = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    frame = _read_csv(text, delimiter, max(len(next(head)), 1), '"')
    if frame is None:
        return None
    breaks = text.count("\n") + (not text.endswith("\n")) - frame.height
    if breaks and breaks != _breaks_inside(frame):
        return None
    return _empty_to_null(frame)


def _breaks_inside(frame: pl.DataFrame) -> int:
    counts = frame.select(pl.all().str.count_matches("\n", literal=True).sum())
    return sum(counts.row(0))


def _swallowed(frame: pl.DataFrame, text: str, delimiter: str) -> bool:
    """Whether a cell ate whole rows: lines are all even once quotation marks mean nothing.

    Google's tab-separated text has no quoting, so a value that begins with a quotation mark
    would otherwise take the rows up to the next one into itself.
    """
    if not delimiter:
        return False
    sep = pl.lit(delimiter)
    eats = pl.all().str.contains("\n", literal=True) & pl.all().str.contains(sep, literal=True)
    if not frame.select(pl.any_horizontal(eats.any())).item():
        return False
    lines = _lines(_one_newline(text))
    widths = lines.filter(lines != "").str.count_matches(delimiter, literal=True)
    return widths.n_unique() == 1


def _literal_quotes(frame: pl.DataFrame) -> Problem:
    quoted = pl.all().str.starts_with('"').fill_null(value=False)
    rows = frame.select(pl.any_horizontal(quoted)).to_series()
    first = rows.arg_max() or 0
    value = next((cell for cell in frame.row(first) if cell and cell[0] == '"'), None)
    return Problem(
        "quotes-literal",
        "note",
        f"Quotation marks in the file do not come in pairs around values (see row {first + 1}), "
        "so they were read as part of the text.",
        "Nothing to do if the values look right. If values should be enclosed in quotation "
        "marks, close the one that is open and upload the file again.",
        row=first + 1,
        value=value[:100] if value else None,
    )


def _empty_to_null(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
