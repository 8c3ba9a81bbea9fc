"""Which format a file has, by its content, never by its name."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module

from goodstanding.formats import unsupported
from goodstanding.formats.format import Format
from goodstanding.formats.limits import DEFAULT_LIMITS, Limits
from goodstanding.formats.table import Document
from goodstanding.formats.text import delimited
from goodstanding.formats.unreadable import Unreadable

MODULES = (
    "xml2003.format",
    "opendocument.ods",
    "opendocument.flat_ods",
    "xlsx.format",
    "html_table",
    "text.delimited",
)
"""The module of every format there is; a new one is a module and a line here."""

_HEAD = 65_536

_MARK = re.compile(rb"\A(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff|\x00\x00\xfe\xff)")
"""The byte order marks; a letter may begin with one of their bytes."""


@cache
def formats() -> tuple[Format, ...]:
    """All formats. Their parsers are loaded by whoever asks, not by all who say "formats"."""
    return tuple(import_module(f"goodstanding.formats.{name}").FORMAT for name in MODULES)


def detect(head: bytes) -> Format:
    """The format of a file by its first bytes, or Unreadable saying what it is instead."""
    if not _MARK.sub(b"", head).strip(b"\x00 \t\r\n"):
        raise empty_file()
    for candidate in sorted(formats(), key=lambda each: each.takes_any_text):
        if candidate.looks_like(head):
            return candidate
    raise unsupported.refuse(head)


def find_format(name: str) -> Format:
    """The format that goes by this name; KeyError when there is none."""
    for candidate in formats():
        if candidate.name == name:
            return candidate
    raise KeyError(name)


def read_bytes(data: bytes, limits: Limits = DEFAULT_LIMITS, encoding: str = "") -> Document:
    """Read a whole file in this very process, or raise Unreadable.

    ``encoding`` is the character set that a person has chosen; it makes any file text.
    """
    if encoding and data and len(data) <= limits.upload_bytes:
        return delimited.read(data, limits, encoding)
    if len(data) <= limits.upload_bytes:
        return detect(_head(data)).read(data, limits)
    try:
        detect(_head(data)).read(data, limits)
    except Unreadable as refusal:
        # One runaway cell is the usual reason for such a size, and the better answer.
        if refusal.code == "cell-too-long":
            raise
    raise too_large(len(data), limits)


def _head(data: bytes) -> bytes:
    """As much of a file as shows what it is; of the containers of Office all of it."""
    return data if data.startswith(unsupported.OLE) else data[:_HEAD]


def too_large(size: int, limits: Limits) -> Unreadable:
    """The refusal of a file of ``size`` bytes."""
    mib = 1024 * 1024
    return Unreadable(
        "file-too-large",
        f"The file is {size / mib:,.1f} MB in size; at most {limits.upload_bytes // mib} MB can "
        "be uploaded.",
        "Delete columns and sheets that are not needed, or split the file into several.",
        place=f"byte {limits.upload_bytes + 1:,}",
    )


def empty_file() -> Unreadable:
    """The refusal of a file without a single byte."""
    return Unreadable(
        "empty-file",
        "The file is empty: there is nothing in it to read.",
        "Open it in Excel, look whether the right sheet was saved, and save it again.",
        place="byte 1",
    )
