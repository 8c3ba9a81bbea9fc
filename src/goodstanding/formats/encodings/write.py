"""Text -> bytes in an encoding from which the very same text can be read again."""

from __future__ import annotations

import codecs
import re
from collections.abc import Generator, Iterable, Iterator
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO

from goodstanding.formats.encodings.detect import BOMS, decode
from goodstanding.formats.table import ReadAs
from goodstanding.formats.unreadable import Unreadable

_IN_MEMORY = 8 * 1024 * 1024
_BLOCK = 1024 * 1024
_TELLING = 5_000
"""So many letters beyond ASCII are enough to tell in which encoding a text is."""
_HIGH_LINES = re.compile(rb"[^\r\n]*[\x80-\xff][^\r\n]*[\r\n]?")
_LETTER = re.compile(r"[^\x00-\x7f\s]")
_MARKS = {encoding: mark for mark, encoding in BOMS}


def encode(lines: Iterable[bytes], read_as: ReadAs) -> Generator[bytes, None, tuple[str, bool]]:
    """The UTF-8 lines in the encoding asked for; at last that, and whether a mark leads it.

    It becomes UTF-8 with a mark where the encoding lacks a character, or where reading would
    take the bytes for something else; nothing is ever lost. The first block must be as long as a
    reader's sample, unless it is all there is.
    """
    wanted = read_as.encoding
    # Without its mark, UTF-16 is only ever a guess.
    bom = read_as.bom or wanted.startswith("utf-16")
    blocks = iter(lines)
    if wanted.startswith("utf-"):
        head = next(blocks, b"")
        if not _is_kept(head, wanted, bom=bom):
            wanted, bom = "utf-8", True
        yield from _in(chain([head], blocks), wanted, bom=bom)
        return wanted, bom
    with SpooledTemporaryFile(_IN_MEMORY) as kept:
        if not _keep(blocks, kept, wanted, bom=bom):
            wanted, bom = "utf-8", True
        kept.seek(0)
        yield from _in(iter(lambda: kept.read(_BLOCK), b""), wanted, bom=bom)
    return wanted, bom


def _in(blocks: Iterator[bytes], encoding: str, *, bom: bool) -> Iterator[bytes]:
    if bom:
        yield _MARKS[encoding]
    if encoding == "utf-8":
        yield from filter(None, blocks)
    else:
        yield from codecs.iterencode(codecs.iterdecode(blocks, "utf-8"), encoding)


def _keep(blocks: Iterator[bytes], kept: IO[bytes], encoding: str, *, bom: bool) -> bool:
    """Keep the text for a second look; whether it can be told from its bytes in the encoding.

    A reader guesses by the words with letters beyond ASCII, of which the first are enough.
    """
    telling, letters, fits = [next(blocks, b"")], 0, True
    for block in chain(telling[:], blocks):
        kept.write(block)
        fits = fits and _fits(block, encoding)
        if block is not telling[0] and letters < _TELLING and not block.isascii():
            telling.append(b"".join(_HIGH_LINES.findall(block)))
            letters += len(_LETTER.findall(telling[-1].decode()))
    return fits and _is_kept(b"".join(telling), encoding, bom=bom)


def _fits(text: bytes, encoding: str) -> bool:
    try:
        text.decode().encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _is_kept(text: bytes, encoding: str, *, bom: bool) -> bool:
    """Whether these words are read again as they are."""
    try:
        data = (_MARKS[encoding] if bom else b"") + text.decode().encode(encoding)
        return decode(data).utf8 == text
    except (UnicodeEncodeError, Unreadable, KeyError):
        return False
