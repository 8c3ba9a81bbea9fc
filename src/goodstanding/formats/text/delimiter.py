"""Which character separates the columns of a text file: found by how even the rows become."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import Literal

import polars as pl

CANDIDATES = "\t;|,"
"""Tried in this order, which also decides a tie."""

_QUOTING: dict[bool, Literal[0, 3]] = {True: csv.QUOTE_MINIMAL, False: csv.QUOTE_NONE}
_SAMPLE = 65_536
_SAMPLE_ROWS = 500
_LINE_END = re.compile(r"\r\n|\r|\n")
_SEP_LINE = re.compile(
    rb'\A(?:sep=([^"\r\n\x80-\xff])|"sep=([^"\r\n\x80-\xff])")(?:\r\n|\r|\n|\Z)', re.IGNORECASE
)


def take_sep_line(data: bytes) -> tuple[bytes, str]:
    """The text (in UTF-8) without a first line ``sep=;``, and the delimiter named there, or "".

    Excel obeys this line and does not show it, so the line after it is row 1.
    """
    match = _SEP_LINE.match(data[:16])
    if not match:
        return data, ""
    return data[match.end() :], (match.group(1) or match.group(2)).decode()


def choose_delimiter(data: bytes) -> str:
    """The delimiter of a text in UTF-8, one of ``CANDIDATES``, or "" for just one column."""
    sample, cut = data[:_SAMPLE].decode(errors="ignore"), len(data) > _SAMPLE
    best, best_score = "", 0.0
    for delimiter in CANDIDATES:
        if delimiter in sample:
            score = _score(sample, cut, delimiter)
            if score > best_score + 1e-9:
                best, best_score = delimiter, score
    return best


def regular_quotes(text: str, delimiter: str) -> bool:
    """Whether every quotation mark encloses a whole value or is doubled inside of one."""
    sep = re.escape(delimiter) if delimiter else r"\x1f"
    pattern = rf'\A(?:(?:"(?:[^"]|"")*"|[^"{sep}\r\n]*)(?:{sep}|\r\n?|\n|\z))*\z'
    return bool(pl.Series([text]).str.contains(pattern).item())


def _score(sample: str, cut: bool, delimiter: str) -> float:
    """From 0 to 1: how well the delimiter splits the sample into even rows of many columns."""
    widths, trust = _widths(sample, cut, delimiter)
    several = Counter(width for width in widths if width > 1)
    if not several:
        return 0.0
    count, mode = max((count, width) for width, count in several.items())
    share = count / len(widths)
    if share < 0.5 and widths[0] < 2:
        return 0.0
    return trust * share * (1 - 1 / mode)


def _widths(sample: str, cut: bool, delimiter: str) -> tuple[list[int], float]:
    """The widths of the sample's rows that are not blank, and how far quotes fit in."""
    if '"' not in sample:
        lines = _LINE_END.split(sample)
        rows = lines[:-1] if cut and len(lines) > 1 else lines
        return [line.count(delimiter) + 1 for line in rows if line.strip()], 1.0
    regular = regular_quotes(sample, delimiter) or (cut and regular_quotes(sample + '"', delimiter))
    source = io.StringIO(sample, newline="")
    reader = csv.reader(source, delimiter=delimiter, quoting=_QUOTING[regular])
    records = list(islice(reader, _SAMPLE_ROWS))
    if cut and len(records) > 1:
        records.pop()
    return [len(record) for record in records if any(record)], 1.0 if regular else 0.5
