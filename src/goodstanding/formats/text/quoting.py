"""What quotation marks mean in a text: which kind encloses values, and where."""

from __future__ import annotations

import re

import polars as pl

ONE_COLUMN = "\x1f"
"""Stands for "no delimiter" where a parser insists on one: the unit separator of ASCII."""

SAMPLE = 65_536
_SWAP = bytes.maketrans(b"\"'", b"'\"")


def in_class(delimiter: str) -> str:
    """The delimiter as it stands in a regular expression, within brackets or without."""
    return rf"\x{ord(delimiter or ONE_COLUMN):02x}"


def opens_value(data: bytes, delimiter: str) -> bool:
    """Whether a quotation mark stands where a value begins, rather than within words only."""
    sep = in_class(delimiter)
    return re.search(rb'"(?<![^\r\n%b ]")' % sep.encode(), data) is not None


def count_marks(data: bytes, whole: pl.Series, delimiter: str) -> tuple[int, int]:
    """How many quotation marks there are, and how many values are enclosed in two of them.

    ``whole`` is the same text as a series of one. Where no value holds a quotation mark of its
    own, all is well if there are two marks for each value.
    """
    sep = in_class(delimiter)
    enclosed = rf'(?:\A|[{sep}\r\n])"(?:[^"]|"")*"'
    return data.count(b'"'), int(whole.str.count_matches(enclosed).item())


def single_quotes(data: bytes, delimiter: str) -> bool:
    """Whether apostrophes enclose values: they come in pairs around them, double ones never do."""
    if b"'" not in data:
        return False
    sample = data[:SAMPLE]
    sep = in_class(delimiter).encode()
    if re.search(rb'(?:\A|[\r\n%b])"' % sep, sample):
        return False
    opened = len(re.findall(rb"(?<![^\r\n%b])'" % sep, sample))
    closed = len(re.findall(rb"'(?![^\r\n%b])" % sep, sample))
    cut = len(data) > SAMPLE
    lines = sample.count(b"\n") or sample.count(b"\r")
    return 0 <= opened - closed <= cut and opened > 1 and opened >= lines // 2


def double_quotes(data: bytes) -> bytes:
    """The text with apostrophes and quotation marks in each other's place."""
    return data.translate(_SWAP)


def close_up(data: bytes, delimiter: str) -> tuple[bytes, bool]:
    """The text without the space between a delimiter and a quotation mark, and whether so.

    Only where a space follows every delimiter, which is how some write lists: ``a, "b, c"``.
    """
    gap = delimiter.encode() + b' "'
    if not delimiter or delimiter.isspace() or gap not in data[:SAMPLE]:
        return data, False
    sep = in_class(delimiter).encode()
    bare = re.sub(rb'%b "(?:[^"]|"")*"(?=[\r\n%b]|\Z)' % (sep, sep), gap, data[:SAMPLE])
    if re.search(rb"%b[^ \r\n]" % sep, bare):
        return data, False
    return data.replace(gap, gap.replace(b" ", b"")), True
