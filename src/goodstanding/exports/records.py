"""The records that are to become the rows of a sheet."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

import polars as pl
from django.db.models import QuerySet

from goodstanding.exports.copying import copied
from goodstanding.exports.frames import typed_frame
from goodstanding.sheets.column import SheetKind
from goodstanding.sheets.normalize import TYPES


@dataclass(frozen=True, slots=True)
class Records:
    """Records in the order of the sheet's rows; none are fetched before they are asked for.

    ``found`` is None for no records at all. ``sources`` tells where a column's value is not the
    record's own, and "" where nothing is said in a column.
    """

    kind: SheetKind
    found: QuerySet[Any] | None = None
    sources: Mapping[str, str] = field(default_factory=dict)

    def count(self) -> int:
        """How many there are."""
        return 0 if self.found is None else self.found.count()

    def frames(self) -> Generator[pl.DataFrame, None, None]:
        """The values of the kind's columns, typed, many rows at a time; the first frame is
        always there, and may be empty.
        """
        columns = self.kind.columns
        if self.found is None:
            yield typed_frame(columns, [])
            return
        sources = {column.field: self.sources.get(column.field, column.field) for column in columns}
        told = [column for column in columns if sources[column.field]]
        silent = [
            pl.lit(None, dtype=TYPES[column.kind]).alias(column.field)
            for column in columns
            if column not in told
        ]
        rows = self.found.values_list(*(sources[column.field] for column in told))
        for frame in copied(told, rows):
            yield frame.with_columns(silent).select(list(sources))
