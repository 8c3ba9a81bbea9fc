"""A file that goes out: its name, its kind, and its bytes as they are made."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from typing import NamedTuple


class ExportedFile(NamedTuple):
    """A file's name, its content type, and the blocks of its bytes, to be gone through once.

    Whoever does not go through all blocks closes them, which lets go of the database.
    """

    name: str
    content_type: str
    blocks: Generator[bytes, None, None]


def begun(blocks: Iterator[bytes]) -> Generator[bytes, None, None]:
    """The blocks, of which the first is made already: what goes wrong by then is still said."""
    made = _from_the_first(blocks)
    next(made)
    return made


def _from_the_first(blocks: Iterator[bytes]) -> Generator[bytes, None, None]:
    with closing(_generated(blocks)) as all_blocks:
        first = next(all_blocks, b"")
        yield b""  # ``begun`` returns here
        if first:
            yield first
        yield from all_blocks


def _generated(blocks: Iterator[bytes]) -> Generator[bytes, None, None]:
    yield from filter(None, blocks)
