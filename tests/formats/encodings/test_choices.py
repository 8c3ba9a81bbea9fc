"""Character sets chosen by hand: strictly decoded, and offered with words to choose by."""

from __future__ import annotations

from pathlib import Path

import pytest

from goodstanding.formats.encodings.choices import decode_as, samples
from goodstanding.formats.read import read_bytes_here, read_file
from goodstanding.formats.table import ENCODINGS
from goodstanding.formats.unreadable import Unreadable

WORDS = {
    "utf-8": "José",
    "cp1252": "Zoë",
    "mac_roman": "Françoise",
    "cp1250": "Dvořák",
    "cp1251": "Иванов",
    "cp1253": "Νίκος",
    "cp1254": "Işık",
    "cp1257": "Žaneta",
    "cp932": "山田",
    "gb18030": "张伟",
    "big5": "陳美玲",
    "euc-kr": "김민준",
    "utf-16-le": "Łukasz",
    "utf-16-be": "Łukasz",
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_what_is_chosen_is_what_is_read(encoding: str, tmp_path: Path) -> None:
    word = WORDS.get(encoding, "Zoé")
    path = tmp_path / "names.txt"
    path.write_bytes(f"Username\tName\ndora\t{word}\n".encode(encoding))
    document = read_file(path, encoding=encoding)
    assert document.tables[0].frame["c1"].to_list() == ["Name", word]
    assert document.read_as.encoding == encoding


@pytest.mark.parametrize("encoding", WORDS)
def test_the_right_words_are_among_the_samples(encoding: str) -> None:
    head = f"Username\tName\ndora\t{WORDS[encoding]}\n".encode(encoding)
    assert [WORDS[encoding]] in [words for _, _, words in samples(head)]


def test_a_letter_that_is_cut_at_the_end_of_the_head_does_no_harm() -> None:
    head = "Name\nJosé\n".encode() + "山".encode()[:2]
    assert ("utf-8", "UTF-8", ["José"]) in samples(head)


def test_plain_text_leaves_nothing_to_choose() -> None:
    assert samples(b"Username\tName\ndora\tLind\n") == []


def test_a_mark_of_the_chosen_encoding_is_taken_off() -> None:
    decoded = decode_as("\ufeffName\n".encode("utf-16-le"), "utf-16-le")
    assert (decoded.text, decoded.bom) == ("Name\n", True)


@pytest.mark.parametrize(
    ("data", "encoding", "code", "place"),
    [
        (b"Name\nJos\xe9\n", "utf-8", "encoding-does-not-fit", "line 2"),
        (b"Name\nJos\x81\n", "cp1252", "encoding-does-not-fit", "line 2"),
        (b"Name\n", "no-such", "encoding-not-known", "whole file"),
        (b"Name\n", "zlib_codec", "encoding-not-known", "whole file"),
    ],
)
def test_what_does_not_fit_is_refused(data: bytes, encoding: str, code: str, place: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_bytes_here(data, encoding=encoding)
    assert (caught.value.code, caught.value.place) == (code, place)
    assert "haracter set" in caught.value.message + caught.value.remedy
