"""A spreadsheet of a kind with some records in it, as a file in one of the three formats."""

from __future__ import annotations

from io import BytesIO

import polars as pl

from goodstanding.exports.fill_in import with_heading_row, workbook_sheets
from goodstanding.exports.frames import as_texts
from goodstanding.exports.instructions import instructions, remark_lines
from goodstanding.exports.lists import lists_for
from goodstanding.formats.formulas import disarm
from goodstanding.formats.workbook_write import write_workbook
from goodstanding.formats.write import TAB_TEXT, XML_SPREADSHEET, write_file
from goodstanding.people.actor import Actor
from goodstanding.refusals import NotFound
from goodstanding.sheets.column import SheetKind

CONTENT_TYPES = {
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
TAB_NAMES = {
    "licenses": "Licenses",
    "learners": "Users",
    "license-types": "Available licenses",
}

ExportedFile = tuple[str, str, bytes]
"""A file's name, its content type and its bytes."""


def build_file(
    stem: str,
    kind: SheetKind,
    records: pl.DataFrame,
    fmt: str,
    *,
    actor: Actor | None,
    explained: bool = True,
) -> ExportedFile:
    """The records (a frame as ``typed_frame`` makes it) in the shape of the kind's spreadsheet.

    A workbook has instructions and, by what the actor may change, drop-downs. Text and XML have
    the instructions only if they are asked for: text in lines above the headings. All of that is
    passed over when the file is read.
    """
    if fmt not in CONTENT_TYPES:
        raise NotFound("format")
    stream = BytesIO()
    if fmt == "xlsx":
        tab = TAB_NAMES[kind.name]
        write_workbook(workbook_sheets(kind, tab, records, lists_for(kind, actor)), stream)
        return f"{stem}.{fmt}", CONTENT_TYPES[fmt], stream.getvalue()
    texts = with_heading_row(kind.columns, as_texts(kind.columns, records))
    if fmt == "txt":
        above = remark_lines(kind) if explained else []
        write_file(stream, _below(above, disarm(texts)), TAB_TEXT)
    else:
        first = [("Instructions", instructions(kind))] if explained else []
        write_file(stream, [*first, (TAB_NAMES[kind.name], texts)], XML_SPREADSHEET)
    return f"{stem}.{fmt}", CONTENT_TYPES[fmt], stream.getvalue()


def _below(lines: list[str], texts: pl.DataFrame) -> pl.DataFrame:
    """The rows with the lines above them, each in the first column."""
    above = pl.DataFrame({texts.columns[0]: lines}, schema={texts.columns[0]: pl.String})
    return pl.concat([above, texts], how="diagonal")
