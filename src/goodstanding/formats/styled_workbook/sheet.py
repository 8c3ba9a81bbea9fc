"""A sheet of a workbook to be written: its texts, how its cells look, and what they may hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

import polars as pl

Allowed = Literal["any", "list", "date", "number", "length"]

TONES: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,
    "column": pl.String,
    "tone": pl.String,
}
NO_TONES = pl.DataFrame(schema=TONES)


@dataclass(frozen=True, slots=True)
class Note:
    """A comment on a cell; row and column count from 0."""

    row: int
    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Check:
    """What the cells of a column (from 0) may hold, and what Excel says of it.

    ``allowed`` list takes its words from the cells that ``source`` names ("=Lists!$A$2:$A$9"), a
    number or a length goes up to ``most``. ``refuses`` tells a value that cannot be typed from one
    that Excel asks about. Texts that are too long for Excel are cut short.
    """

    column: int
    allowed: Allowed = "any"
    source: str = ""
    most: float = 0
    title: str = ""
    prompt: str = ""
    fault: str = ""
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows of a sheet: their texts, and what ``RichSheet`` calls stored and tones, with rows
    counted from the first of these.
    """

    frame: pl.DataFrame
    stored: Mapping[str, pl.Series] = field(default_factory=dict)
    tones: pl.DataFrame = field(default_factory=lambda: NO_TONES)

    def part(self, start: int, length: int) -> Chunk:
        """So many rows of it."""
        row = pl.col("row")
        return Chunk(
            self.frame.slice(start, length),
            {name: numbers.slice(start, length) for name, numbers in self.stored.items()},
            self.tones.filter(row >= start, row < start + length).with_columns(row - start),
        )


@dataclass(frozen=True, slots=True)
class RichSheet:
    """A sheet; ``frame`` has the texts as ``Sheet`` does, all columns String, headings as rows.

    ``stored`` gives for a column of the frame the numbers that its cells hold instead of the text
    (as text, null where the text itself stands; a date is its serial number). ``looks`` are the
    columns' looks from the left ("text" for those beyond), ``tones`` what single cells have on top
    of it, by row (from 0) and name of the frame's column; see ``workbook_look``. ``checks`` hold
    from below the headings down to row ``checked_rows``.

    Rows can also be made while they are written: ``rest`` comes below the frame and is gone
    through once, ``rest_rows`` tells how many rows it has, and ``rest_tones`` which tones.
    """

    name: str
    frame: pl.DataFrame
    heading_rows: int = 0
    stored: Mapping[str, pl.Series] = field(default_factory=dict)
    looks: tuple[str, ...] = ()
    tones: pl.DataFrame = field(default_factory=lambda: NO_TONES)
    widths: tuple[int, ...] = ()
    notes: tuple[Note, ...] = ()
    checks: tuple[Check, ...] = ()
    checked_rows: int = 5_000
    hidden: bool = False
    active: bool = False
    rest: Iterable[Chunk] = ()
    rest_rows: int = 0
    rest_tones: tuple[str, ...] = ()

    @property
    def height(self) -> int:
        """How many rows the sheet has, those that are still to be made included."""
        return self.frame.height + self.rest_rows

    def look(self, index: int) -> str:
        """The look of the column."""
        return self.looks[index] if index < len(self.looks) else "text"


def column_widths(frame: pl.DataFrame) -> list[int]:
    """A width in characters for each column, from its first 1,000 values: 8 to 60."""
    head = frame.head(1000)
    longest = head.select(pl.all().str.len_chars().max().fill_null(0)).row(0) if head.height else ()
    return [min(max(int(width) + 2, 8), 60) for width in longest]
