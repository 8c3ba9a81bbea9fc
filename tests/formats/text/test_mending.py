"""Quotation marks that do not add up: each record is read by itself, and harms no other."""

from __future__ import annotations

import pytest

from goodstanding.formats.read import read_bytes_here
from tests.formats.reading import codes_of, read_rows

HEAD = "name,city,note\n"
CASES = [
    ("a mark within a value", 'Ann,Troy,5" long\nBob,"Reno, NV",x\n',
     [("Ann", "Troy", '5" long'), ("Bob", "Reno, NV", "x")]),
    ("one that is not closed", 'Ann,"Troy,x\nBob,"Reno, NV",y\n',
     [("Ann", '"Troy', "x"), ("Bob", "Reno, NV", "y")]),
    ("a mark that is not doubled", 'Ann,"the "big" one",x\nBob,Reno,y\n',
     [("Ann", 'the "big" one', "x"), ("Bob", "Reno", "y")]),
    ("escaped by a backslash", 'Ann,"the \\"big\\" one",x\nBob,"Reno, NV",y\n',
     [("Ann", 'the "big" one', "x"), ("Bob", "Reno, NV", "y")]),
    ("a space before each value", 'Ann, "Troy, NY", x\nBob, "Reno, NV", y\n',
     [("Ann", "Troy, NY", "x"), ("Bob", "Reno, NV", "y")]),
    ("apostrophes around values", "'Ann','Troy, NY','x'\n'Bob','Reno, NV','y'\n",
     [("Ann", "Troy, NY", "x"), ("Bob", "Reno, NV", "y")]),
    ("a line break beside a stray mark", 'Ann,"Troy\nNY",x\nBob,Reno,6" y\n',
     [("Ann", "Troy\nNY", "x"), ("Bob", "Reno", '6" y')]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rows"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_the_other_records_are_read_as_they_are(text: str, rows: list[tuple[str, ...]]) -> None:
    head = HEAD.replace("name,city,note", "'name','city','note'") if text[0] == "'" else HEAD
    head = head.replace(",", ", ") if ', "' in text else head
    found = [row[1:] for row in read_rows((head + text).encode())]
    assert found == [("name", "city", "note"), *rows]


def test_lines_are_one_record_only_within_marks() -> None:
    text = 'Role\n"Ann\nLind"9"Bo\nHay"\n"Cy\nOr"\n'
    found = [cell for _, cell in read_rows(text.encode())]
    assert found == ["Role", '"Ann', 'Lind"9"Bo', 'Hay"', "Cy\nOr"]


def test_it_is_said_that_marks_were_taken_as_text() -> None:
    document = read_bytes_here((HEAD + 'Ann,"Troy,x\nBob,Reno,y\n').encode())
    assert codes_of(document) == ["quotes-literal"]
    assert document.tables[0].problems[0].row == 2


def test_empty_columns_that_only_some_rows_have_are_no_columns() -> None:
    assert read_rows(b"a,b\n1,2,,,\n3,4\n5,6\n") == [(1, "a", "b"), (2, "1", "2"), (3, "3", "4"),
                                                     (4, "5", "6")]  # fmt: skip
    assert read_rows(b"a,b\n1,2,,x\n3,4\n")[1] == (2, "1", "2", None, "x")
