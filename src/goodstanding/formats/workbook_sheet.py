"""A sheet of a workbook to be written: its texts, how its cells look, and what they may hold."""

from __future__ import annotations

from collections.abc import Mapping
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
class RichSheet:
    """A sheet; ``frame`` has the texts as ``Sheet`` does, all columns String, headings as rows.

    ``stored`` gives for a column of the frame the numbers that its cells hold instead of the text
    (as text, null where the text itself stands; a date is its serial number). ``looks`` are the
    columns' looks from the left ("text" for those beyond), ``tones`` what single cells have on top
    of it, by row (from 0) and name of the frame's column; see ``workbook_look``. ``checks`` hold
    from below the headings down to row ``checked_rows``.
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

    def look(self, index: int) -> str:
        """The look of the column."""
        return self.looks[index] if index < len(self.looks) else "text"
