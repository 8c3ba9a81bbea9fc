"""Write tables of text: back the way a file was read, or as a new one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import polars as pl

from goodstanding.formats.detect import find_format
from goodstanding.formats.format import Sheet, Write
from goodstanding.formats.table import ReadAs

EXCEL = ReadAs("xlsx")
TAB_TEXT = ReadAs("delimited", "utf-8", bom=True, delimiter="\t", quoted=True, newline="\r\n")
"""Tab-delimited text that Excel opens with every letter right: UTF-8 needs the mark for that."""
XML_SPREADSHEET = ReadAs("xml-spreadsheet")


def write_file(
    target: Path | BinaryIO,
    rows: pl.DataFrame | Sequence[Sheet],
    read_as: ReadAs,
    sheet_name: str = "Sheet1",
    heading_rows: int = 1,
) -> ReadAs:
    """Write one frame, or several named ones, in the format that ``read_as`` says.

    Frames have String columns only and no column ``row``; the names of columns are not
    written, headings are the first ``heading_rows`` rows (see ``with_headings``). Text has
    room for the first sheet only, the other formats for all. Values are written as they are:
    ``formulas.disarm`` them first for text. Gives the ReadAs really used, which differs where
    the encoding asked for lacks a character, and where a format is only read (.ods comes back
    as .xlsx). KeyError for a format that does not exist.
    """
    sheets = [(sheet_name, rows)] if isinstance(rows, pl.DataFrame) else list(rows)
    write = _writer(read_as.format)
    if not isinstance(target, Path):
        return write(sheets, read_as, heading_rows, target)
    with target.open("wb") as stream:
        return write(sheets, read_as, heading_rows, stream)


def file_suffix(read_as: ReadAs) -> str:
    """The ending, without the dot, of a file that ``write_file`` writes for this ReadAs."""
    found = find_format(read_as.format)
    return find_format(found.written_as).suffix if found.written_as else found.suffix


def _writer(name: str) -> Write:
    found = find_format(name)
    write = found.write or find_format(found.written_as).write
    if write is None:
        raise KeyError(found.written_as)
    return write
