"""What every reader gives and every writer takes: a document of tables of text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import polars as pl

from goodstanding.formats.problem import Problem

ROW = "row"
"""The name of the frame column that carries each row's own number."""

_WORKBOOKS = {
    "xlsx": "Excel workbook (.xlsx)",
    "ods": "OpenDocument spreadsheet (.ods)",
    "flat-ods": "flat OpenDocument spreadsheet (.fods)",
}
_TITLES = {"xml-spreadsheet": "XML Spreadsheet 2003", "html": "web page (HTML)"}
_DELIMITERS = {"\t": "tab", ",": "comma", ";": "semicolon", "|": "pipe"}
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252 (Western European)",
    "mac_roman": "Mac Roman (old Macs)",
    "iso-8859-15": "ISO 8859-15 (Western European)",
    "iso-8859-1": "ISO 8859-1 (Western European)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp932": "Shift_JIS (Japanese)",
    "gb18030": "GB 18030 (Chinese, simplified)",
    "big5": "Big5 (Chinese, traditional)",
    "euc-kr": "EUC-KR (Korean)",
    "utf-16-le": "UTF-16 (little-endian)",
    "utf-16-be": "UTF-16 (big-endian)",
}
"""The character sets that a person can choose, by Python's names; the likelier stand first."""
_TITLES_OF_ENCODINGS = ENCODINGS | {
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "utf-32-le": "UTF-32 (little-endian)",
    "utf-32-be": "UTF-32 (big-endian)",
}


@dataclass(frozen=True, slots=True)
class ReadAs:
    """How the bytes were understood; shown to the person, and used to write the same way back.

    ``format`` is the name of what read it: "delimited", "xml-spreadsheet", "xlsx" or "ods".
    ``encoding`` is Python's name ("utf-8", "utf-16-le", "cp1252"), ``bom`` whether the file
    began with a byte order mark. ``delimiter``, ``quoted`` (whether double quotes enclose
    values) and ``newline`` are empty or False where the format has none.
    """

    format: str
    encoding: str = "utf-8"
    bom: bool = False
    delimiter: str = ""
    quoted: bool = False
    newline: str = ""

    def describe(self) -> str:
        """The reading in words, such as "tab-delimited text, UTF-16 (little-endian), with BOM"."""
        if self.format in _WORKBOOKS:
            return _WORKBOOKS[self.format]
        if self.format == "delimited":
            name = _DELIMITERS.get(self.delimiter, repr(self.delimiter))
            words = [f"{name}-delimited text" if self.delimiter else "text with one column"]
        else:
            words = [_TITLES.get(self.format, self.format)]
        words.append(_TITLES_OF_ENCODINGS.get(self.encoding, self.encoding.upper()))
        if self.bom:
            words.append("with byte order mark")
        return ", ".join(words)


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: ``frame`` has the column ``row`` (UInt32) and then ``c0``, ``c1``, … (String).

    ``row`` is the row's number as the spreadsheet program shows it, from 1, never renumbered.
    Cells are text exactly as they stand in the file; a cell that is absent or empty is null.
    Rows without any content are left out of the frame and counted in ``blank_rows`` (those
    after the last row with content are not counted).
    """

    name: str
    frame: pl.DataFrame
    hidden: bool = False
    blank_rows: int = 0
    problems: tuple[Problem, ...] = ()

    @property
    def columns(self) -> list[str]:
        """The names of the cell columns, in order."""
        return self.frame.columns[1:]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole file as read: its sheets in order (text has just one, named "").

    ``saved_at`` is when it was last saved, where the file itself tells.
    """

    read_as: ReadAs
    tables: tuple[Table, ...]
    problems: tuple[Problem, ...] = field(default=())
    saved_at: datetime | None = None


def with_headings(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as text with the names of its columns as its first row."""
    text = frame.select(pl.all().cast(pl.String))
    headings = pl.DataFrame([text.columns], schema=text.schema, orient="row")
    return pl.concat([headings, text])
