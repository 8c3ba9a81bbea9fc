"""Write tables of text: back the way a file was read, or as a new one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

import polars as pl

from goodstanding.formats.detect import find_format
from goodstanding.formats.format import Blocks, Rows, Sheet, Write
from goodstanding.formats.table import ReadAs

EXCEL = ReadAs("xlsx")
TAB_TEXT = ReadAs("delimited", "utf-8", bom=True, delimiter="\t", quoted=True, newline="\r\n")
"""Tab-delimited text that Excel opens with every letter right: UTF-8 needs the mark for that."""
XML_SPREADSHEET = ReadAs("xml-spreadsheet")


def write_blocks(
    rows: pl.DataFrame | Rows | Sequence[Sheet],
    read_as: ReadAs,
    sheet_name: str = "Sheet1",
    heading_rows: int = 1,
) -> Blocks:
    """The bytes of a file of one sheet, or several named ones, as they are made.

    Frames have String columns only and no column ``row``; the names of columns are not
    written, headings are the first ``heading_rows`` rows (see ``with_headings``). Text has
    room for the first sheet only, the other formats for all. Values are written as they are:
    ``formulas.disarm`` them first for text. Gives at last the ReadAs really used, which differs
    where the encoding asked for lacks a character, and where a format is only read (.ods comes
    back as .xlsx). KeyError for a format that does not exist.
    """
    sheets = [(sheet_name, rows)] if isinstance(rows, pl.DataFrame | Rows) else rows
    return _writer(read_as.format)(sheets, read_as, heading_rows)


def write_file(
    target: Path | BinaryIO,
    rows: pl.DataFrame | Rows | Sequence[Sheet],
    read_as: ReadAs,
    sheet_name: str = "Sheet1",
    heading_rows: int = 1,
) -> ReadAs:
    """Write what ``write_blocks`` makes, and give the ReadAs really used."""
    blocks = write_blocks(rows, read_as, sheet_name, heading_rows)
    if not isinstance(target, Path):
        return _write(blocks, target)
    with target.open("wb") as stream:
        return _write(blocks, stream)


def file_suffix(read_as: ReadAs) -> str:
    """The ending, without the dot, of a file that ``write_file`` writes for this ReadAs."""
    found = find_format(read_as.format)
    return find_format(found.written_as).suffix if found.written_as else found.suffix


def _write(blocks: Blocks, target: BinaryIO) -> ReadAs:
    while True:
        try:
            target.write(next(blocks))
        except StopIteration as end:
            used: ReadAs = end.value
            return used


def _writer(name: str) -> Write:
    found = find_format(name)
    write = found.write or find_format(found.written_as).write
    if write is None:
        raise KeyError(found.written_as)
    return write
