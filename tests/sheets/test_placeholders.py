"""Words for nothing are nothing, and it is said."""

from __future__ import annotations

import pytest

from tests.sheets.make import codes, entries

HEADER = ["Username", "License ID", "License Number", "Expiration Date", "Status", "Notes"]


@pytest.mark.parametrize(
    "word", ["N/A", "n/a", "NA", "none", "-", "--", "—", "TBD", "unknown", "?"]
)
@pytest.mark.parametrize(
    ("field", "place", "code", "severity"),
    [
        ("expires_on", 3, "placeholder-read-as-blank", "note"),
        ("status", 4, "placeholder-read-as-blank", "note"),
        ("number", 2, "placeholder-in-number", "warning"),
    ],
)
def test_they_are_blank(word: str, field: str, place: int, code: str, severity: str) -> None:
    row = ["dora", "BLS", "77", "01/31/2037", "Active", "x"]
    row[place] = word
    read = entries([HEADER, row])
    assert read.frame[field].to_list() == [None]
    assert codes(read.problems) == [(code, severity, 2)]


def test_free_text_and_what_is_needed_keep_their_words() -> None:
    read = entries([HEADER, ["none", "BLS", "", "never", "", "none"]])
    assert read.frame.select("username", "notes", "word_expires_on").rows() == [
        ("none", "none", True)
    ]
    assert read.problems.is_empty()


def test_many_are_told_once() -> None:
    rows = [["dora", "BLS", str(n), "N/A", "", ""] for n in range(5)]
    told = entries([HEADER, *rows]).problems
    assert told["message"].to_list() == [
        '"N/A" in Expiration Date was read as a blank cell, and so were 4 more like it.'
    ]
