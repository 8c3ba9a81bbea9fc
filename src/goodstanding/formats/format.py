"""What a file format is to this wing: a name, a way to know it, to read it and to write it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import polars as pl

from goodstanding.formats.limits import Limits
from goodstanding.formats.table import Document, ReadAs

Sheet = tuple[str, pl.DataFrame]
"""A sheet to be written: its name, and a frame of String columns without the column ``row``.

The names of the frame's columns are not written; headings are rows of the frame.
"""

Write = Callable[[Sequence[Sheet], ReadAs, int, BinaryIO], ReadAs]


@dataclass(frozen=True, slots=True)
class Format:
    """One file format; ``detect.FORMATS`` lists them all.

    ``name`` is what ``ReadAs.format`` says, ``title`` what a person is told, ``suffix`` the
    ending of a file's name that belongs to it.
    ``looks_like`` decides by the first bytes of a file, never by its name.
    ``read`` takes the whole file and raises ``Unreadable`` when it cannot be used.
    ``write`` takes the sheets, how to write them, how many rows at the top are headings and
    where to write; it gives the ReadAs really used. It is None for a format that is only read;
    ``written_as`` then names the format in which its sheets come back.
    ``takes_any_text`` marks the one format that is asked last, wherever it stands in the list.
    """

    name: str
    title: str
    suffix: str
    looks_like: Callable[[bytes], bool]
    read: Callable[[bytes, Limits], Document]
    write: Write | None
    takes_any_text: bool = False
    written_as: str = ""
