"""Text whose quotation marks do not add up, written anew so that they do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from goodstanding.formats.text.quoting import ONE_COLUMN, in_class

_QUOTED = r'"[^"]*(?:""[^"]*)*"'
_MOST_LINES = 50
"""A value with more lines than this is not looked for behind a stray quotation mark."""
_MOST_JOINTS = 10_000


@dataclass(frozen=True, slots=True)
class Mended:
    """The text with every value as it is to be read, in UTF-8 with line feeds.

    ``quoted`` tells whether values were enclosed in quotation marks somewhere, ``row`` and
    ``record`` which record, counted from 1, had marks that were taken as text first.
    """

    data: bytes
    quoted: bool
    row: int
    record: str


def mend(lines: pl.Series, delimiter: str, *, join: bool) -> Mended:
    """Read each record by itself, so that a stray quotation mark harms no other.

    A record whose marks do not add up is cut in several ways, and the one that gives as many
    values as the other records have is taken; else its marks are text. With ``join``, lines
    that add up only together are one record.
    """
    sep = in_class(delimiter)
    value = rf'(?:{_QUOTED}|(?:[^"{sep}\n][^{sep}\n]*)?)'
    regular = rf"\A{value}(?:{sep}{value})*\z"
    width = _common_width(lines.filter(lines.str.contains(regular)), sep)
    if join:
        lines = _joined(lines, re.compile(regular.replace(r"\z", r"\Z")), delimiter, width)
    fine = lines.str.contains(regular)
    rough = lines.filter(~fine)
    whole = rewritten(rough, delimiter, width)
    at = (~fine).arg_true()
    mended = lines.scatter(at, whole)
    quoted = bool(lines.filter(fine).str.contains(rf'(?:\A|{sep})"').any())
    text = "\n".join(mended)
    first = int(at[0]) if at.len() else 0
    return Mended(text.encode(), quoted, first + 1, lines[first] if lines.len() else "")


def _common_width(lines: pl.Series, sep: str) -> int:
    """How many values most lines have; 0 when there are none."""
    bare = lines.filter(lines != "").str.replace_all(_QUOTED, "")
    most = bare.str.count_matches(sep).mode().max()
    return 0 if most is None else int(str(most)) + 1


def rewritten(records: pl.Series, delimiter: str, width: int) -> pl.Series:
    """Each record with all its values enclosed in quotation marks."""
    sep = in_class(delimiter)
    bare = rf"[^{sep}]*{sep}"
    strict = rf"{_QUOTED}{sep}|{bare}"
    lenient = rf'(?s:".*?"{sep}|{bare})'
    escaped = rf'(?s:"(?:\\.|[^\\])*?"{sep}|{bare})'
    frame = (records + (delimiter or ONE_COLUMN)).to_frame("record")
    ways = [strict, lenient]
    if records.str.contains('\\"', literal=True).any():
        ways.insert(0, escaped)
    chosen: pl.Expr = _values(strict)
    for way in reversed(ways):
        values = _values(way, backslash=way == escaped)
        chosen = pl.when(values.list.len() == width).then(values).otherwise(chosen)
    return frame.select(chosen.list.join(delimiter or ONE_COLUMN)).to_series()


def _values(pattern: str, *, backslash: bool = False) -> pl.Expr:
    """The values of a record as the pattern cuts it, each enclosed in quotation marks anew."""
    raw = pl.element().str.head(-1)
    enclosed = raw.str.contains(r'(?s)\A".*"\z')
    inner = raw.str.slice(1).str.head(-1)
    inner = inner.str.replace_all('\\"', '"', literal=True) if backslash else inner
    inner = inner.str.replace_all('""', '"', literal=True)
    text = pl.when(enclosed).then(inner).otherwise(raw).str.replace_all('"', '""', literal=True)
    return pl.col("record").str.extract_all(pattern).list.eval(pl.format('"{}"', text))


def _joined(lines: pl.Series, regular: re.Pattern[str], delimiter: str, width: int) -> pl.Series:
    """The lines, with those made one that are a record only together."""
    marks = lines.str.count_matches('"', literal=True)
    odd = (marks % 2 == 1).arg_true().to_list()
    if len(odd) > _MOST_JOINTS:
        return lines
    texts, spans, start = lines.to_list(), [], 0
    for first, last in pairwise(odd):
        if first < start or last - first > _MOST_LINES:
            continue
        group = texts[first : last + 1]
        even = delimiter and all(line.count(delimiter) + 1 == width for line in group)
        if not even and regular.match("\n".join(group)):
            spans.append((first, last + 1))
            start = last + 1
    for first, last in reversed(spans):
        texts[first:last] = ["\n".join(texts[first:last])]
    return pl.Series("line", texts, dtype=pl.String)
