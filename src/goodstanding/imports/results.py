"""The results file: the user's own rows and columns, and what became or would become of each."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath
from typing import Any

import polars as pl
from django.utils import timezone

from goodstanding.formats.formulas import disarm, rearm
from goodstanding.formats.table import ROW, ReadAs
from goodstanding.formats.workbook_write import write_workbook
from goodstanding.formats.write import EXCEL, TAB_TEXT, XML_SPREADSHEET, file_suffix, write_file
from goodstanding.imports.corrected import corrected_table
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Import, State
from goodstanding.imports.results_summary import summary_sheet
from goodstanding.imports.results_workbook import Judged, results_sheet
from goodstanding.imports.review import review
from goodstanding.imports.storage import load_plan, load_reading, load_table
from goodstanding.refusals import Conflict
from goodstanding.sheets.column import RESULT_HEADINGS

BEFORE = {
    "add": "Will be added",
    "change": "Will be changed",
    "remove": "Will be deleted",
    "same": "Already the same",
    "kept": "Kept as on record",
    "cannot": "Error",
}
AFTER = {
    "add": "Added",
    "change": "Changed",
    "remove": "Deleted",
    "same": "Already the same",
    "kept": "Kept as on record",
    "cannot": "Left out",
}
LONGEST = 5_000
"""So many characters of advice at most stand in one cell."""
CONTENT_TYPES = {
    "txt": "text/plain",
    "csv": "text/csv",
    "xml": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def results_file(import_: Import, fmt: str) -> tuple[str, str, bytes]:
    """File name, content type and bytes of the results.

    ``fmt`` is txt, xml or xlsx. In the format that was uploaded, encoding, delimiter and
    line ends are those of the upload too.
    """
    if not import_.plan_digest:
        raise Conflict(
            "no-results",
            "There are no results for this import, because its file was not checked to the end.",
            "Upload the file again.",
        )
    table, read_as = load_table(import_)
    rows = _numbered_rows(import_)
    target = _target(fmt, read_as)
    if read_as.format == "delimited":
        # What the upload had disarmed is disarmed once, not twice; workbooks need no guard.
        rows = rearm(rows)
    stream = BytesIO()
    suffix, name = file_suffix(target), table.name or "Results"
    if suffix == EXCEL.format:
        try:
            _write_workbook(import_, name, rows, stream)
        except ValueError as error:
            raise Conflict(
                "cell-does-not-fit",
                "The results do not fit an Excel workbook, because a cell of the file is longer "
                "than Excel allows (32,767 characters, of which emoji count as two).",
                "Download the results as text instead.",
            ) from error
    else:
        cells = disarm(rows.drop(ROW)) if target.format == "delimited" else rows.drop(ROW)
        write_file(stream, cells, target, name, _heading_rows(import_, rows))
    file_name = f"{PurePath(import_.file_name).stem}-results.{suffix}"
    return file_name, CONTENT_TYPES.get(suffix, "text/plain"), stream.getvalue()


def results_rows(import_: Import) -> pl.DataFrame:
    """Every row of the table as it was read and corrected, and our five columns behind it."""
    return _numbered_rows(import_).drop(ROW)


def _numbered_rows(import_: Import) -> pl.DataFrame:
    """The rows of the results with their own numbers; a header above them where there was none."""
    table = corrected_table(import_)
    reading: dict[str, Any] = load_reading(import_)
    if reading["header_row"] == 0:
        table = pl.concat([_header_of(import_, table, reading["columns"]), table])
    plan = load_plan(import_)
    words = AFTER if import_.state == State.IMPORTED else BEFORE
    advice = _advice(plan.problems, plan.frame.select(ROW))
    result = pl.col("outcome").replace_strict(words)
    doubtful = pl.col("doubtful").fill_null(value=False) & (pl.col("outcome") != "cannot")
    judged = plan.frame.select(pl.col(ROW).cast(pl.UInt32), "outcome").join(
        advice, on=ROW, how="left"
    )
    ours = judged.select(
        ROW,
        pl.when(doubtful)
        .then(pl.format("{}, please look", result))
        .otherwise(result)
        .alias("Result"),
        pl.col("advice").alias("What to do"),
        pl.col("suggested").alias("Suggested value"),
        pl.col(ROW).cast(pl.String).alias("Row number"),
        pl.lit(import_.reference).alias("Import ref"),
    )
    headings = dict(zip(ours.columns[1:], RESULT_HEADINGS, strict=True))
    header = pl.DataFrame(
        {ROW: [reading["header_row"]]} | {name: [text] for name, text in headings.items()},
        schema=ours.schema,
    )
    kept = table.drop(reading["result_columns"].values())
    return kept.join(pl.concat([header, ours]), on=ROW, how="left", maintain_order="left")


def _header_of(import_: Import, table: pl.DataFrame, columns: dict[str, str]) -> pl.DataFrame:
    """A header for a table without one: what its columns were said to be."""
    fields = find_kind(import_.kind).sheet.columns
    named = {columns.get(c.field, f"added_{c.field}"): c.heading for c in fields}
    cells = {name: [named.get(name)] for name in table.columns[1:]}
    return pl.DataFrame({ROW: [0]} | cells, schema=table.schema)


def _heading_rows(import_: Import, rows: pl.DataFrame) -> int:
    header_row = load_reading(import_)["header_row"]
    return 1 if header_row is None else int((rows[ROW] <= header_row).sum())


def _write_workbook(import_: Import, name: str, rows: pl.DataFrame, stream: BytesIO) -> None:
    """The results with all that a workbook can show, and their summary."""
    kind, reading = find_kind(import_.kind).sheet, load_reading(import_)
    added = {c.field: f"added_{c.field}" for c in kind.columns}
    there = {field: name for field, name in added.items() if name in rows.columns}
    judged = Judged(
        kind,
        rows,
        _heading_rows(import_, rows),
        load_plan(import_),
        there | reading["columns"],
        {c.field: reading["headings"].get(c.field, c.heading) for c in kind.columns},
        timezone.localdate(import_.checked_at),
    )
    words = AFTER if import_.state == State.IMPORTED else BEFORE
    summary = summary_sheet(import_, kind.title, words, review(import_).problems)
    write_workbook([results_sheet(name, judged), summary], stream)


def _advice(problems: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """For each row what is wrong and what to do, errors first, and the suggested values."""
    at_rows = problems.join(rows.cast({ROW: pl.UInt32}), on=ROW, how="semi")
    of_file = problems.filter(pl.col("severity") == "error").join(
        rows.cast({ROW: pl.UInt32}), on=ROW, how="anti"
    )
    if not of_file.is_empty():
        everywhere = rows.cast({ROW: pl.UInt32}).join(of_file.drop(ROW), how="cross")
        at_rows = pl.concat([at_rows, everywhere.select(at_rows.columns)])
    place = (
        pl.when(pl.col("column").is_null()).then(pl.lit("")).otherwise(pl.format("{}: ", "column"))
    )
    return (
        at_rows.sort("severity")
        .with_columns(
            # A message names the value, which may be a whole page of text.
            text=pl.concat_str(place, pl.col("message").str.head(500), pl.lit(" "), "remedy"),
            hint=pl.format("{}: {}", "column", "suggestion"),
        )
        .group_by(ROW)
        .agg(
            pl.col("text").str.join(" ").str.head(LONGEST).alias("advice"),
            pl.col("hint")
            .drop_nulls()
            .str.join("; ")
            .replace("", None)
            .str.head(LONGEST)
            .alias("suggested"),
            (pl.col("severity") == "warning").any().alias("doubtful"),
        )
    )


def _target(fmt: str, read_as: ReadAs) -> ReadAs:
    wanted = {"xlsx": EXCEL, "xml": XML_SPREADSHEET, "txt": TAB_TEXT}.get(fmt, TAB_TEXT)
    return read_as if wanted.format == read_as.format else wanted
