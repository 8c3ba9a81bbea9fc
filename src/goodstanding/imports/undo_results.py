"""The results of an undo as a file: one line for each record, since there are no rows of a file."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from goodstanding.exports.file import ExportedFile, begun
from goodstanding.formats.format import Blocks, Rows
from goodstanding.formats.formulas import disarm
from goodstanding.formats.table import ROW, with_headings
from goodstanding.formats.write import EXCEL, TAB_TEXT, XML_SPREADSHEET, file_suffix, write_blocks
from goodstanding.imports.models import Import, State
from goodstanding.imports.results import CONTENT_TYPES
from goodstanding.imports.shown import shown_frame, shown_slices

BEFORE = {
    "add": "Will be put back",
    "change": "Will be put back",
    "remove": "Will be deleted again",
    "same": "Already as before",
    "kept": "Kept",
    "cannot": "Cannot be put back",
}
AFTER = BEFORE | {"add": "Put back", "change": "Put back", "remove": "Deleted again"}
_SHOWN = (ROW, "subject", "detail", "outcome")


def undo_file(import_: Import, fmt: str) -> ExportedFile:
    """The results of an undo as a file."""
    problems = shown_frame(import_, "problems")
    done = import_.state == State.IMPORTED
    records = shown_slices(import_, "plan", _SHOWN)
    rows = (undo_rows(some, problems, done=done) for some in records)
    suffix, blocks = undo_blocks(rows, import_.counts["read"], fmt)
    return ExportedFile(f"undo-{import_.reference}.{suffix}", CONTENT_TYPES[suffix], begun(blocks))


def undo_blocks(rows: Iterable[pl.DataFrame], count: int, fmt: str) -> tuple[str, Blocks]:
    """The ending of the file and its bytes; ``fmt`` is txt, xml or xlsx.

    ``rows`` are as ``undo_rows`` gives them, ``count`` of them in all.
    """
    target = {"xlsx": EXCEL, "xml": XML_SPREADSHEET}.get(fmt, TAB_TEXT)
    left = iter(rows)
    if target is TAB_TEXT:
        left = map(disarm, left)
    first = with_headings(next(left))
    blocks = write_blocks(Rows(first, left, max(count + 1 - first.height, 0)), target, "Undo")
    return file_suffix(target), blocks


def undo_rows(records: pl.DataFrame, problems: pl.DataFrame, *, done: bool = False) -> pl.DataFrame:
    """Row, Who, What, Result and Why of each of these records, all as text.

    ``done`` tells what an undo did from what it would do.
    """
    why = (
        problems.join(records, on=ROW, how="semi")
        .sort("severity", maintain_order=True)
        .select(ROW, text=pl.concat_str("message", "remedy", separator=" "))
        .group_by(ROW, maintain_order=True)
        .agg("text")
        .select(ROW, pl.col("text").list.join(" ").alias("Why"))
    )
    joined = records.join(why, on=ROW, how="left", maintain_order="left")
    return joined.select(
        pl.col(ROW).cast(pl.String).alias("Row"),
        pl.col("subject").alias("Who"),
        pl.col("detail").alias("What"),
        pl.col("outcome").replace_strict(AFTER if done else BEFORE).alias("Result"),
        pl.col("Why").fill_null(""),
    )
