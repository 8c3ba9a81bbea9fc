"""Bytes -> text: which encoding a text file has, never with a silent replacement character."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from goodstanding.formats.problem import Problem
from goodstanding.formats.unreadable import Unreadable

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""Byte order marks; UTF-32 stands before UTF-16 because its mark begins with the other's."""

NAMES = {"cp1252": "Windows-1252 (Western European)", "mac_roman": "Mac Roman"}

RESAVE = (
    'Save the file again: in Excel as "Unicode Text" or "CSV UTF-8", in other programs with the '
    "character set UTF-8."
)

_HIGH = re.compile(r"[^\x00-\x7f\s]")
_BEFORE, _AFTER = re.compile(r"[^\s,;|\"]*\Z"), re.compile(r"[^\s,;|\"]{0,40}")
_ODD = re.compile(
    r"[ŸˆˇÿŒ˘˙˚˝˛¤¦¨¬¯´¸¹²³¼½¾¿÷×‡†‰◊∂∑∏π∫ªºΩ√ƒ≈∆Ôﬁﬂ‹›˜\x80-\x9f]"
    r"|(?<=[^\W\d_])(?![A-Z])[^\W\d_a-zà-öø-ÿœšž](?=[a-zà-öø-ÿ])"
    r"|(?<=[^\W\d_])[^\w\s\x00-\x7f’‘“”–—…®™©°\xa0\xad‑](?=[^\W\d_])"
)
_WORD_ENDS = ' \t\n\r,;|"'
# How the second byte of a letter in UTF-8 looks when it is taken for Windows-1252.
_SECOND = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(128, 192))
_TWICE = re.compile(rf"[ÂÃ][{re.escape(_SECOND)}]|â[€‚][{re.escape(_SECOND)}]|ï»¿")


_TWICE_STARTS = re.compile(rb"\xc3(?:[\x82\x83\xa2]|\xaf\xc2\xbb)")
"""How such a letter begins in UTF-8, so that a text without any need not be searched."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text in UTF-8 and how it was found: Python's name of the encoding, and the mark."""

    utf8: bytes
    encoding: str
    bom: bool
    problems: tuple[Problem, ...] = ()

    @property
    def text(self) -> str:
        """The text itself."""
        return self.utf8.decode()


def decode(data: bytes) -> Decoded:
    """The text of a file without byte order marks, or Unreadable when it cannot be known.

    In this order: a byte order mark, UTF-16 known by its zero bytes, strict UTF-8, and only
    then a guess among the one-byte encodings, which is always said in a problem.
    """
    encoding, bom = known_encoding(data)
    if encoding not in {"", "utf-8"}:
        return _with_doubts(_strict(data, encoding, bom).encode(), encoding, bom, [])
    if not data.isascii():  # what is plain ASCII needs no looking at: a large file is soon read
        try:
            data.decode()
        except UnicodeDecodeError:
            if not encoding:
                return _with_doubts(*_guess(data))
            _strict(data, encoding, bom)
    return _with_doubts(data, "utf-8", bom, [])


def known_encoding(data: bytes) -> tuple[str, bool]:
    """The encoding that the bytes themselves tell, and whether a mark did; "" for neither."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return encoding, True
    head = data[:4096]
    half = len(head) // 2
    if half:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        if odd > half * 0.4 and even < half * 0.05:
            return "utf-16-le", False
        if even > half * 0.4 and odd < half * 0.05:
            return "utf-16-be", False
    return "", False


def _strict(data: bytes, encoding: str, bom: bool) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        says = "its first bytes say" if bom else "its bytes show"
        raise Unreadable(
            "encoding-mixed",
            f"The file is in {encoding.upper()}, {says}, but line {line} has characters of "
            "another kind. Parts of it were probably pasted from a different file.",
            RESAVE,
            place=f"line {line}",
        ) from error


def _guess(data: bytes) -> tuple[bytes, str, bool, list[Problem]]:
    """The one-byte encoding in which the fewest words look odd; Windows-1252 wins a tie."""
    found: list[tuple[float, str, str, list[str]]] = []
    for encoding in ("cp1252", "mac_roman"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        words = list(dict.fromkeys(islice(_accented(text), 5000)))
        odd = sum(1 for word in words if _ODD.search(word)) / max(len(words), 1)
        found.append((odd, encoding, text, words))
    odd, encoding, text, words = min(found, key=lambda each: each[0])
    if encoding == "mac_roman" and odd > 0.5:
        line = _first_high_line(data)
        raise Unreadable(
            "encoding-unknown",
            f"The character encoding could not be determined: from line {line} on, the file has "
            "characters that fit neither UTF-8 nor Western European text.",
            RESAVE,
            place=f"line {line}",
        )
    if not words:  # nothing but special spaces, which are the same in all of these
        return text.encode(), encoding, False, []
    samples = ", ".join(f'"{word[:40]}"' for word in words[:3])
    problem = Problem(
        "encoding-guessed",
        "warning" if odd > 0.5 else "note",
        f"The file does not say which character set it uses; it was read as {NAMES[encoding]}. "
        f"Words with special letters: {samples}.",
        "Look whether these words are right. If not, choose another character set where the file "
        f"is read (--encoding on the command line). Or {RESAVE[0].lower()}{RESAVE[1:]}",
        row=_first_high_line(data),
        value=words[0][:100],
    )
    return text.encode(), encoding, False, [problem]


def _accented(text: str) -> Iterator[str]:
    """The words with letters beyond ASCII, cut at 40 characters around such a letter."""
    at = 0
    while high := _HIGH.search(text, at):
        start = high.start()
        before = _BEFORE.search(text, max(at, start - 40), start)
        after = _AFTER.match(text, start)
        right = after.group() if after else ""
        yield (before.group() if before else "") + right
        at = start + max(len(right), 1)


def _first_high_line(data: bytes) -> int:
    high = re.search(rb"[\x80-\xff]", data)
    return data.count(b"\n", 0, high.start() if high else 0) + 1


def _with_doubts(utf8: bytes, encoding: str, bom: bool, problems: list[Problem]) -> Decoded:
    while utf8.startswith(codecs.BOM_UTF8):
        utf8 = utf8[len(codecs.BOM_UTF8) :]
    if b"\x00" in utf8:
        utf8, nul_problem = _without_nul(utf8)
        problems.append(nul_problem)
    maybe_twice = not utf8.isascii() and _TWICE_STARTS.search(utf8)
    if maybe_twice and (problem := _twice_problem(utf8.decode())):
        problems.append(problem)
    return Decoded(utf8, encoding, bom, tuple(problems))


def _without_nul(utf8: bytes) -> tuple[bytes, Problem]:
    first, count = utf8.index(b"\x00"), utf8.count(b"\x00")
    line = utf8.count(b"\n", 0, first) + 1
    noun = "NUL character" if count == 1 else "NUL characters"
    return utf8.replace(b"\x00", b""), Problem(
        "nul-characters",
        "warning",
        f"The file holds {count:,} {noun}, the first in line {line}. No spreadsheet program "
        "shows them; they were left out.",
        "Compare the values around this line with the original.",
        row=line,
    )


def _twice_problem(text: str) -> Problem | None:
    """The first word that reads well once it is taken for UTF-8 in Windows-1252, if any."""
    for hit in islice(_TWICE.finditer(text), 100):
        start = max(text.rfind(sep, 0, hit.start()) for sep in _WORD_ENDS) + 1
        tail = re.compile(f"[{_WORD_ENDS}]").search(text, hit.end())
        word = text[start : tail.start() if tail else len(text)][:100]
        try:
            meant = word.encode("cp1252").decode("utf-8")
        except UnicodeError:
            continue
        line = text.count("\n", 0, hit.start()) + 1
        return Problem(
            "double-encoded",
            "warning",
            f'The text "{word}" in line {line} looks as if special letters were converted twice '
            "before the file was uploaded.",
            "Export the file again from where it came from and choose UTF-8; if that is how the "
            "text should read, leave it.",
            row=line,
            value=word,
            suggestion=meant,
        )
    return None
