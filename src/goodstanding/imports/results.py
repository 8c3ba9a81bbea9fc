"""The results file: the user's own rows and columns, and what became or would become of each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath

import polars as pl

from goodstanding.exports.build import CONTENT_TYPES as EXPORTED_TYPES
from goodstanding.exports.build import count_that_fits
from goodstanding.exports.file import ExportedFile, begun
from goodstanding.formats.format import Rows
from goodstanding.formats.formulas import disarm
from goodstanding.formats.styled_workbook.write import workbook_blocks
from goodstanding.formats.table import ROW, ReadAs
from goodstanding.formats.write import EXCEL, TAB_TEXT, XML_SPREADSHEET, file_suffix, write_blocks
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Import
from goodstanding.imports.problem_groups import problem_groups
from goodstanding.imports.results_rows import Judged, judged, judged_rows
from goodstanding.imports.results_summary import summary_sheet
from goodstanding.imports.results_workbook import results_sheet
from goodstanding.refusals import Conflict

CONTENT_TYPES = EXPORTED_TYPES | {"txt": "text/plain", "csv": "text/csv"}


def results_file(import_: Import, fmt: str) -> ExportedFile:
    """The results as a file, whose rows are made while it is written.

    ``fmt`` is txt, xml or xlsx. In the format that was uploaded, encoding, delimiter and
    line ends are those of the upload too.
    """
    if not import_.plan_digest:
        raise Conflict(
            "no-results",
            "There are no results for this import, because its file was not checked to the end.",
            "Upload the file again.",
        )
    told = judged(import_)
    read_as = ReadAs(**{key: said for key, said in import_.read_as.items() if key != "words"})
    target = _target(fmt, read_as)
    suffix, name = file_suffix(target), str(told.reading["table_name"]) or "Results"
    blocks = _workbook(told, name) if suffix == EXCEL.format else _text(told, target, name)
    file_name = f"{PurePath(import_.file_name).stem}-results.{suffix}"
    return ExportedFile(file_name, CONTENT_TYPES.get(suffix, "text/plain"), begun(blocks))


def results_rows(import_: Import) -> pl.DataFrame:
    """Every row of the table as it was read and corrected, and our five columns behind it."""
    return pl.concat(judged_rows(judged(import_))).drop(ROW)


def _text(told: Judged, target: ReadAs, name: str) -> Iterator[bytes]:
    frames = (rows.drop(ROW) for rows in judged_rows(told))
    if target.format == "delimited":
        frames = (disarm(rows) for rows in frames)
    first = next(frames)
    rows = Rows(first, frames, len(told.places) - first.height)
    return write_blocks(rows, target, name, told.heading_rows)


def _workbook(told: Judged, name: str) -> Iterator[bytes]:
    """The results with all that a workbook can show, and their summary."""
    count_that_fits(len(told.places) - told.heading_rows)
    try:
        sheet = results_sheet(name, told)
    except ValueError as error:
        raise Conflict(
            "cell-does-not-fit",
            "The results do not fit an Excel workbook, because a cell of the file is longer "
            "than Excel allows (32,767 characters, of which emoji count as two).",
            "Download the results as text instead.",
        ) from error
    title = find_kind(told.import_.kind).sheet.title
    groups = problem_groups(told.problems)
    return workbook_blocks([sheet, summary_sheet(told.import_, title, told.words, groups)])


def _target(fmt: str, read_as: ReadAs) -> ReadAs:
    wanted = {"xlsx": EXCEL, "xml": XML_SPREADSHEET, "txt": TAB_TEXT}.get(fmt, TAB_TEXT)
    return read_as if wanted.format == read_as.format else wanted
