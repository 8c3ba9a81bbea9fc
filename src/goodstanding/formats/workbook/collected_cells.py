"""The cells of a table that is read row by row, one below the other."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from goodstanding.formats.workbook.cell_problems import Merge

SCHEMA: dict[str, type[pl.DataType]] = {
    "row": pl.UInt32,
    "column": pl.Int64,
    "hidden": pl.Boolean,
    "type": pl.String,
    "text": pl.String,
    "bare": pl.Boolean,
    "lost": pl.Boolean,
}


@dataclass(slots=True)
class Cells:
    """The cells of one table while its rows go by; ``filled`` counts those with something in."""

    row: int = 0
    filled: int = 0
    found: list[tuple[int, int, bool, str, str | None, bool, bool]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)

    def frame(self) -> pl.DataFrame:
        """The cells as a frame with the columns of ``SCHEMA``."""
        return pl.DataFrame(self.found, schema=SCHEMA, orient="row")
