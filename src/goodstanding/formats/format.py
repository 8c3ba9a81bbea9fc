"""What a file format is to this wing: a name, a way to know it, to read it and to write it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from goodstanding.formats.limits import Limits
from goodstanding.formats.table import Document, ReadAs

SLICE = 20_000
"""So many rows are written at a time, which bounds the memory."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that are made while they are written: ``head`` is there, ``rest`` comes below it.

    ``rest_rows`` tells how many those are, or how many there were when they were counted.
    """

    head: pl.DataFrame
    rest: Iterable[pl.DataFrame]
    rest_rows: int


Sheet = tuple[str, pl.DataFrame | Rows]
"""A sheet to be written: its name, and a frame of String columns without the column ``row``.

The names of the frame's columns are not written; headings are rows of the frame (the first ones
of ``head``, if the rows are made while they are written).
"""

Blocks = Generator[bytes, None, ReadAs]
"""The bytes of a file, block by block; at last, how it was written really."""

Write = Callable[[Sequence[Sheet], ReadAs, int], Blocks]


@dataclass(frozen=True, slots=True)
class Format:
    """One file format; ``detect.formats`` lists them all.

    ``name`` is what ``ReadAs.format`` says, ``title`` what a person is told, ``suffix`` the
    ending of a file's name that belongs to it.
    ``looks_like`` decides by the first bytes of a file, never by its name.
    ``read`` takes the whole file and raises ``Unreadable`` when it cannot be used.
    ``write`` takes the sheets, how to write them and how many rows at the top are headings; it
    gives the bytes. It is None for a format that is only read; ``written_as`` then names the
    format in which its sheets come back.
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


def head_of(rows: pl.DataFrame | Rows) -> pl.DataFrame:
    """The rows that are there: all of them, or the first ones."""
    return rows if isinstance(rows, pl.DataFrame) else rows.head


def frames_of(rows: pl.DataFrame | Rows) -> Iterator[pl.DataFrame]:
    """All rows from the first on, so many at a time."""
    yield from head_of(rows).iter_slices(SLICE)
    if isinstance(rows, Rows):
        for frame in rows.rest:
            yield from frame.iter_slices(SLICE)
