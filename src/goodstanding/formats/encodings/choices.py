"""Character sets that a person can choose by hand, and how a file's words look in each."""

from __future__ import annotations

import re
from itertools import islice

from goodstanding.formats.encodings.detect import BOMS, RESAVE, Decoded
from goodstanding.formats.table import ENCODINGS
from goodstanding.formats.unreadable import Unreadable

WORDS, LONGEST = 3, 30
_SPECIAL = re.compile(r"[\w'’.-]{0,30}[^\x00-\x7f][\w'’.-]{0,30}")
_LETTERS = re.compile(r"[^\W\d_]")


def decode_as(data: bytes, encoding: str) -> Decoded:
    """The text in the encoding that was asked for; Unreadable where a byte does not fit."""
    if encoding not in ENCODINGS:
        names = ", ".join(ENCODINGS)
        raise Unreadable(
            "encoding-not-known",
            f"{encoding} is not a character set that can be chosen.",
            f"Choose one of {names}.",
            place="whole file",
        )
    mark = next((mark for mark, name in BOMS if name == encoding and data.startswith(mark)), b"")
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, len(mark) + error.start) + 1
        raise Unreadable(
            "encoding-does-not-fit",
            f"The file is not in {ENCODINGS[encoding]}: line {line} has bytes that stand for no "
            "letter there.",
            f"Choose another character set. {RESAVE}",
            place=f"line {line}",
        ) from error
    return Decoded(text.encode(), encoding, bool(mark))


def samples(head: bytes) -> list[tuple[str, str, list[str]]]:
    """For each encoding that the first bytes of a file fit: its name, its title, some words.

    The words have letters beyond ASCII; an encoding in which all look as in one before it, or
    in which what stands there is no letters, is left out.
    """
    wide = b"\x00" in head
    if head.isascii() and not wide:
        return []
    found: dict[tuple[str, ...], tuple[str, str, list[str]]] = {}
    for encoding, title in ENCODINGS.items():
        if encoding.startswith("utf-16") != wide:
            continue  # two bytes a letter leave zeros, at the line ends at least; others do not
        text = _decoded_head(head, encoding)
        words = tuple(dict.fromkeys(islice(_words(text), 200)))[:WORDS]
        if words:
            found.setdefault(words, (encoding, title, list(words)))
    return list(found.values())


def _decoded_head(head: bytes, encoding: str) -> str:
    """The head in an encoding, "" where it does not fit; its last character may be cut."""
    for cut in range(4):
        try:
            return head[: len(head) - cut].decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(head) - 8:
                return ""
    return ""


def _words(text: str) -> list[str]:
    return [word[:LONGEST] for word in _SPECIAL.findall(text) if _LETTERS.search(word)]
