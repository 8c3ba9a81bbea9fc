"""A spreadsheet of a kind with some records in it, as a file in one of the three formats."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any

import polars as pl

from goodstanding.exports.file import ExportedFile, begun
from goodstanding.exports.fill_in import with_heading_row, workbook_sheets
from goodstanding.exports.frames import Typed, as_texts
from goodstanding.exports.instructions import instructions, remark_lines
from goodstanding.exports.lists import lists_for
from goodstanding.exports.records import Records
from goodstanding.formats.format import Rows, Sheet
from goodstanding.formats.formulas import disarm
from goodstanding.formats.styled_workbook.write import MOST_ROWS, workbook_blocks
from goodstanding.formats.write import TAB_TEXT, XML_SPREADSHEET, write_blocks
from goodstanding.people.actor import Actor
from goodstanding.refusals import Conflict, NotFound
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


def build_file(
    stem: str,
    records: Records,
    fmt: str,
    *,
    actor: Actor | None,
    explained: bool = True,
) -> ExportedFile:
    """The records in the shape of their kind's spreadsheet.

    A workbook has instructions and, by what the actor may change, drop-downs. Text and XML have
    the instructions only if they are asked for: text in lines above the headings. All of that is
    passed over when the file is read. The records are fetched while the file is written; what
    the database or the format refuses, it refuses here.
    """
    if fmt not in CONTENT_TYPES:
        raise NotFound("format")
    count = 0 if fmt == "txt" else count_that_fits(records.count())
    lists = lists_for(records.kind, actor) if fmt == "xlsx" else {}
    frames = records.frames()
    first = next(frames)
    below = max(count - first.height, 0)
    if fmt == "xlsx":
        blocks = _workbook(records.kind, Typed(first, frames, below), lists)
    else:
        blocks = _texts(records.kind, Typed(first, frames, below), fmt, explained=explained)
    return ExportedFile(f"{stem}.{fmt}", CONTENT_TYPES[fmt], begun(_to_the_end(blocks, frames)))


def count_that_fits(count: int) -> int:
    """The count of rows below the headings, or the refusal of more than Excel can open."""
    if count < MOST_ROWS:
        return count
    raise Conflict(
        "too-many-rows-for-excel",
        f"These are {count:,} rows; a sheet in Excel has room for {MOST_ROWS - 1:,} below its "
        "headings.",
        "Narrow the list by its filters, or take the file as text, which has room for all.",
    )


def _workbook(kind: SheetKind, typed: Typed, lists: dict[str, list[str]]) -> Iterator[bytes]:
    return workbook_blocks(workbook_sheets(kind, TAB_NAMES[kind.name], typed, lists))


def _texts(kind: SheetKind, typed: Typed, fmt: str, *, explained: bool) -> Iterator[bytes]:
    first = with_heading_row(kind.columns, as_texts(kind.columns, typed.first))
    rest = (as_texts(kind.columns, frame) for frame in typed.rest)
    if fmt == "txt":
        above = remark_lines(kind) if explained else []
        head = _below(above, disarm(first))
        return write_blocks(Rows(head, map(disarm, rest), typed.rest_rows), TAB_TEXT)
    sheets: list[Sheet] = [("Instructions", instructions(kind))] if explained else []
    rows = Rows(first, rest, typed.rest_rows)
    return write_blocks([*sheets, (TAB_NAMES[kind.name], rows)], XML_SPREADSHEET)


def _to_the_end(blocks: Iterator[bytes], frames: Generator[Any, None, None]) -> Iterator[bytes]:
    """The blocks; the query ends with them, however they end."""
    with closing(frames):
        yield from blocks


def _below(lines: list[str], texts: pl.DataFrame) -> pl.DataFrame:
    """The rows with the lines above them, each in the first column."""
    above = pl.DataFrame({texts.columns[0]: lines}, schema={texts.columns[0]: pl.String})
    return pl.concat([above, texts], how="diagonal")
