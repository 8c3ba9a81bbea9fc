"""The results of an undo as a file: one line for each record, since there are no rows of a file."""

from __future__ import annotations

from io import BytesIO

import polars as pl

from goodstanding.formats.formulas import disarm
from goodstanding.formats.table import ROW, with_headings
from goodstanding.formats.write import EXCEL, TAB_TEXT, XML_SPREADSHEET, file_suffix, write_file
from goodstanding.imports.models import Import, State
from goodstanding.imports.results import CONTENT_TYPES
from goodstanding.imports.storage import load_plan
from goodstanding.plans.plan import Plan

BEFORE = {
    "add": "Will be put back",
    "change": "Will be put back",
    "remove": "Will be deleted again",
    "same": "Already as before",
    "kept": "Kept",
    "cannot": "Cannot be put back",
}
AFTER = BEFORE | {"add": "Put back", "change": "Put back", "remove": "Deleted again"}


def undo_file(import_: Import, fmt: str) -> tuple[str, str, bytes]:
    """File name, content type and bytes of the results of an undo."""
    done = import_.state == State.IMPORTED
    suffix, content = undo_results(load_plan(import_), fmt, done=done)
    return f"undo-{import_.reference}.{suffix}", CONTENT_TYPES[suffix], content


def undo_results(plan: Plan, fmt: str, *, done: bool = False) -> tuple[str, bytes]:
    """The ending of the file and its bytes; ``fmt`` is txt, xml or xlsx.

    ``done`` tells what an undo did from what it would do.
    """
    target = {"xlsx": EXCEL, "xml": XML_SPREADSHEET}.get(fmt, TAB_TEXT)
    cells = with_headings(undo_rows(plan, done=done))
    stream = BytesIO()
    write_file(stream, disarm(cells) if target is TAB_TEXT else cells, target, "Undo")
    return file_suffix(target), stream.getvalue()


def undo_rows(plan: Plan, *, done: bool = False) -> pl.DataFrame:
    """Row, Who, What, Result and Why of each record, all as text."""
    why = (
        plan.problems.sort("severity")
        .group_by(ROW)
        .agg(pl.concat_str("message", "remedy", separator=" ").str.join(" ").alias("Why"))
    )
    joined = plan.frame.join(why, on=ROW, how="left", maintain_order="left")
    return joined.select(
        pl.col(ROW).cast(pl.String).alias("Row"),
        pl.col("subject").alias("Who"),
        pl.col("detail").alias("What"),
        pl.col("outcome").replace_strict(AFTER if done else BEFORE).alias("Result"),
        pl.col("Why").fill_null(""),
    )
