"""The results file: the user's own rows and columns, and what became or would become of each."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePath
from typing import Any

import polars as pl

from goodstanding.formats.formulas import disarm, rearm
from goodstanding.formats.table import ROW, ReadAs
from goodstanding.formats.write import EXCEL, TAB_TEXT, XML_SPREADSHEET, file_suffix, write_file
from goodstanding.imports.corrected import corrected_table
from goodstanding.imports.models import Import, State
from goodstanding.imports.storage import load_plan, load_reading, load_table
from goodstanding.refusals import Conflict
from goodstanding.sheets.column import RESULT_HEADINGS

BEFORE = {
    "add": "Will be added",
    "change": "Will be changed",
    "remove": "Will be deleted",
    "same": "Already the same",
    "cannot": "Error",
}
AFTER = {
    "add": "Added",
    "change": "Changed",
    "remove": "Deleted",
    "same": "Already the same",
    "cannot": "Left out",
}
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
    rows = results_rows(import_)
    if read_as.format == "delimited":
        # What the upload had disarmed is disarmed once, not twice; workbooks need no guard.
        rows = rearm(rows)
    target = _target(fmt, read_as)
    if target.format == "delimited":
        rows = disarm(rows)
    header_row = load_reading(import_)["header_row"]
    heading_rows = int((table.frame[ROW] <= header_row).sum()) if header_row else 1
    stream = BytesIO()
    used = write_file(stream, rows, target, table.name or "Results", heading_rows)
    suffix = file_suffix(used)
    name = f"{PurePath(import_.file_name).stem}-results.{suffix}"
    return name, CONTENT_TYPES.get(suffix, "text/plain"), stream.getvalue()


def results_rows(import_: Import) -> pl.DataFrame:
    """Every row of the table as it was read and corrected, and our five columns behind it."""
    table = corrected_table(import_)
    reading: dict[str, Any] = load_reading(import_)
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
        pl.col(ROW).cast(pl.String).alias("Row"),
        pl.lit(import_.reference).alias("Import ref"),
    )
    ours = ours.rename({"Row": "Row number"})
    headings = {heading: heading for heading in RESULT_HEADINGS} | {"Row number": "Row"}
    header = pl.DataFrame(
        {ROW: [reading["header_row"]]} | {name: [headings[name]] for name in ours.columns[1:]},
        schema=ours.schema,
    )
    kept = table.drop(reading["result_columns"].values())
    return kept.join(pl.concat([header, ours]), on=ROW, how="left", maintain_order="left").drop(ROW)


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
            text=pl.concat_str(place, "message", pl.lit(" "), "remedy"),
            hint=pl.format("{}: {}", "column", "suggestion"),
        )
        .group_by(ROW)
        .agg(
            pl.col("text").str.join(" ").alias("advice"),
            pl.col("hint").drop_nulls().str.join("; ").replace("", None).alias("suggested"),
            (pl.col("severity") == "warning").any().alias("doubtful"),
        )
    )


def _target(fmt: str, read_as: ReadAs) -> ReadAs:
    wanted = {"xlsx": EXCEL, "xml": XML_SPREADSHEET, "txt": TAB_TEXT}.get(fmt, TAB_TEXT)
    return read_as if wanted.format == read_as.format else wanted
