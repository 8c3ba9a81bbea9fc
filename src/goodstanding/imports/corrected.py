"""The rows of an upload with the corrections that were made to their cells here."""

from __future__ import annotations

from typing import Any

import polars as pl

from goodstanding.formats.table import ROW
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Import


class Corrections:
    """What was corrected in an import, to be laid over its rows as they were read.

    A correction in a column that the file lacks adds the column, with its heading. What the
    corrections were is noted nowhere in it: it is the file as its owner wants it to be.
    """

    def __init__(self, import_: Import, reading: dict[str, Any]) -> None:
        cells: dict[str, dict[str, str]] = import_.answers.get("cells", {})
        fields = dict.fromkeys(field for texts in cells.values() for field in texts)
        names = {field: reading["columns"].get(field, f"added_{field}") for field in fields}
        headings = {c.field: c.heading for c in find_kind(import_.kind).sheet.columns}
        self._header_row = reading["header_row"]
        self._added = {names[f]: headings[f] for f in fields if f not in reading["columns"]}
        self._told = pl.DataFrame(
            [
                {ROW: int(row)} | {names[f]: text for f, text in texts.items()}
                for row, texts in cells.items()
            ],
            schema={ROW: pl.UInt32} | dict.fromkeys(names.values(), pl.String),
        )

    def laid_over(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows, each corrected cell with what it says now."""
        # Of a file that needs help, no header row is known yet.
        header = pl.col(ROW).eq_missing(self._header_row)
        with_columns = rows.with_columns(
            pl.when(header).then(pl.lit(heading)).alias(name)
            for name, heading in self._added.items()
        )
        joined = with_columns.join(
            self._told, on=ROW, how="left", suffix="_told", maintain_order="left"
        )
        return joined.select(
            pl.coalesce(f"{name}_told", name).replace("", None).alias(name)
            if f"{name}_told" in joined.columns
            else pl.col(name)
            for name in with_columns.columns
        )
