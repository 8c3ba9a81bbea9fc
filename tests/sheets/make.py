"""Documents, tables and entries of the sheet tests, made from lists of texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl

from goodstanding.formats.table import ROW, Document, ReadAs, Table
from goodstanding.sheets.column import Column, SheetKind
from goodstanding.sheets.licenses import LICENSES
from goodstanding.sheets.normalize import Entries, normalize
from goodstanding.sheets.recognize import Recognized, recognize

TODAY = date(2026, 11, 22)
TEXT = ReadAs("delimited", delimiter="\t")
XML = ReadAs("xml-spreadsheet")

Cells = Sequence[str | None]


def make_table(rows: Sequence[Cells], name: str = "", *, hidden: bool = False) -> Table:
    """A table as the readers give it: rows numbered from 1, blank ones left out."""
    width = max((len(row) for row in rows), default=0)
    padded = [[number, *row, *[None] * (width - len(row))] for number, row in enumerate(rows, 1)]
    schema = {ROW: pl.UInt32} | {f"c{number}": pl.String for number in range(width)}
    frame = pl.DataFrame(padded, schema=schema, orient="row")
    cells = frame.columns[1:]
    frame = frame.with_columns(pl.col(cells).replace("", None)) if cells else frame
    content = [row for row in padded if any(row[1:])]
    blank = frame.height - len(content)
    frame = frame.filter(pl.any_horizontal(pl.col(cells).is_not_null())) if cells else frame
    return Table(name, frame, hidden=hidden, blank_rows=blank)


def make_document(*tables: Table, read_as: ReadAs = TEXT) -> Document:
    return Document(read_as, tables)


def recognized(rows: Sequence[Cells], kind: SheetKind = LICENSES) -> Recognized:
    """What a text of those rows is recognized as."""
    return recognize(make_document(make_table(rows)), kind)


def entries(
    rows: Sequence[Cells], kind: SheetKind = LICENSES, *, read_as: ReadAs = TEXT
) -> Entries:
    """What a file of those rows says on ``TODAY``."""
    document = make_document(make_table(rows), read_as=read_as)
    return normalize(recognize(document, kind), today=TODAY)


def read_one(
    reader: Callable[[pl.DataFrame, Column], pl.DataFrame], column: Column, text: str
) -> dict[str, object]:
    """The reading of one text."""
    return reader(pl.DataFrame({"text": [text]}), column).row(0, named=True)


def codes(problems: pl.DataFrame) -> list[tuple[str, str, int | None]]:
    """Code, severity and row of each problem, in order."""
    return list(problems.select("code", "severity", "row").sort("row", "code").iter_rows())
