"""Encodings: which is chosen, and what is said about a guess."""

import codecs
import time

import pytest

from goodstanding.formats.encodings.detect import decode
from goodstanding.formats.unreadable import Unreadable

NAMES = "Zoë\tNuñez\r\nRené\tO’Hara\r\n"

CHOSEN = [
    (b"Ann\tRN", "utf-8", False, "Ann\tRN"),
    (NAMES.encode(), "utf-8", False, NAMES),
    (codecs.BOM_UTF8 + NAMES.encode(), "utf-8", True, NAMES),
    (codecs.BOM_UTF8 * 2 + NAMES.encode(), "utf-8", True, NAMES),
    (codecs.BOM_UTF16_LE + NAMES.encode("utf-16-le"), "utf-16-le", True, NAMES),
    (codecs.BOM_UTF16_BE + NAMES.encode("utf-16-be"), "utf-16-be", True, NAMES),
    (codecs.BOM_UTF32_LE + NAMES.encode("utf-32-le"), "utf-32-le", True, NAMES),
    (NAMES.encode("utf-16-le"), "utf-16-le", False, NAMES),
    (NAMES.encode("utf-16-be"), "utf-16-be", False, NAMES),
    (NAMES.encode("cp1252"), "cp1252", False, NAMES),
    ("Réunion\tMünchen".encode("mac_roman"), "mac_roman", False, "Réunion\tMünchen"),
]


@pytest.mark.parametrize(("data", "encoding", "bom", "text"), CHOSEN)
def test_chosen(data: bytes, encoding: str, bom: bool, text: str) -> None:
    decoded = decode(data)
    assert (decoded.encoding, decoded.bom, decoded.text) == (encoding, bom, text)


def test_a_guess_is_said_with_words_to_look_at() -> None:
    (problem,) = decode("Name\nZoë\nNuñez\n".encode("cp1252")).problems
    assert (problem.code, problem.severity, problem.row) == ("encoding-guessed", "note", 2)
    assert '"Zoë", "Nuñez"' in problem.message


@pytest.mark.parametrize(
    "data", [b"plain", b"Ann\xa0Lee", NAMES.encode(), "Größe".encode("utf-16")]
)
def test_no_guess_nothing_said(data: bytes) -> None:
    assert decode(data).problems == ()


@pytest.mark.parametrize(
    ("written", "meant"), [("MarÃ\xada", "María"), ("ÃREA", None), ("Oâ€™Hara", "O’Hara")]
)
def test_text_that_was_converted_twice(written: str, meant: str | None) -> None:
    problems = decode(f"Name\nAnn\n{written}\n".encode()).problems
    if meant is None:
        assert problems == ()
        return
    assert [(p.code, p.row, p.value, p.suggestion) for p in problems] == [
        ("double-encoded", 3, written, meant)
    ]


def test_nul_characters_are_left_out_and_said() -> None:
    decoded = decode(b"Name\tID\nAnn\t\x007\n")
    assert decoded.text == "Name\tID\nAnn\t7\n"
    assert [(p.code, p.row) for p in decoded.problems] == [("nul-characters", 2)]


REFUSED = [
    (codecs.BOM_UTF8 + b"Ann\nZo\xeb\n", "encoding-mixed", "line 2"),
    (codecs.BOM_UTF16_LE + b"A\x00\x00\xd8", "encoding-mixed", "line 1"),
    ("名前\n山田太郎\n佐藤花子\n鈴木一郎".encode("cp932"), "encoding-unknown", "line 1"),
]


@pytest.mark.parametrize(("data", "code", "place"), REFUSED)
def test_refused_rather_than_garbled(data: bytes, code: str, place: str) -> None:
    with pytest.raises(Unreadable) as caught:
        decode(data)
    assert (caught.value.code, caught.value.place) == (code, place)
    assert "UTF-8" in caught.value.remedy


def test_one_endless_word_takes_no_endless_time() -> None:
    started = time.perf_counter()
    decoded = decode(b"x" * 10_000_000 + b"Zo\xeb" + b"y" * 10_000_000)
    assert decoded.encoding == "cp1252"
    assert time.perf_counter() - started < 5
