"""The table of an upload with the corrections that were made to its cells here."""

from __future__ import annotations

import polars as pl

from goodstanding.formats.table import ROW
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Import
from goodstanding.imports.storage import load_reading, load_table


def corrected_table(import_: Import) -> pl.DataFrame:
    """The rows as they were read, each corrected cell with what it says now.

    A correction in a column that the file lacks adds the column, with its heading. What the
    corrections were is noted nowhere in it: it is the file as its owner wants it to be.
    """
    table, _ = load_table(import_)
    cells: dict[str, dict[str, str]] = import_.answers.get("cells", {})
    reading = load_reading(import_)
    fields = dict.fromkeys(field for texts in cells.values() for field in texts)
    names = {field: reading["columns"].get(field, f"added_{field}") for field in fields}
    told = pl.DataFrame(
        [
            {ROW: int(row)} | {names[f]: text for f, text in texts.items()}
            for row, texts in cells.items()
        ],
        schema={ROW: pl.UInt32} | dict.fromkeys(names.values(), pl.String),
    )
    added = {names[f]: f for f in fields if f not in reading["columns"]}
    headings = {c.field: c.heading for c in find_kind(import_.kind).sheet.columns}
    header = pl.col(ROW) == reading["header_row"]
    with_columns = table.frame.with_columns(
        pl.when(header).then(pl.lit(headings[field])).alias(name) for name, field in added.items()
    )
    joined = with_columns.join(told, on=ROW, how="left", suffix="_told", maintain_order="left")
    return joined.select(
        pl.coalesce(f"{name}_told", name).replace("", None).alias(name)
        if f"{name}_told" in joined.columns
        else pl.col(name)
        for name in with_columns.columns
    )
