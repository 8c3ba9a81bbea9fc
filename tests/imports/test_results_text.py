"""The results of a text come back as the text was: encoding, delimiter, line ends, quotes."""

from __future__ import annotations

from io import BytesIO

import pytest

from goodstanding.formats.read import read_bytes_here
from goodstanding.imports import actions
from goodstanding.people.actor import Actor
from tests.cast import Organization
from tests.exports.whole import results_file

LINES = ["Username|License ID|License Number|Notes", "dora|RN-TX|0012345|café", "erik|RN-OH|7|x y"]

SHAPES = [
    ("utf-8", "\t", "\n", b""),
    ("utf-8", "\t", "\r\n", b"\xef\xbb\xbf"),
    ("utf-16-le", "\t", "\r\n", b"\xff\xfe"),
    ("utf-16-be", "\t", "\r\n", b"\xfe\xff"),
    ("cp1252", "\t", "\r\n", b""),
    ("cp1252", ";", "\r\n", b""),
    ("utf-8", ";", "\n", b""),
    ("utf-8", ",", "\r\n", b""),
    ("utf-8", "\t", "\r", b""),
]


@pytest.mark.parametrize(("encoding", "delimiter", "newline", "mark"), SHAPES)
@pytest.mark.parametrize("quoted", [False, True])
def test_as_it_came(
    organization: Organization,
    encoding: str,
    delimiter: str,
    newline: str,
    mark: bytes,
    quoted: bool,
) -> None:
    lines = [line.replace("x y", f'"x{delimiter}y"' if quoted else "x y") for line in LINES]
    text = newline.join([*(line.replace("|", delimiter) for line in lines), ""])
    content = mark + text.encode(encoding)
    actor = Actor(organization.alice, "web")
    import_ = actions.upload(BytesIO(content), file_name="a.txt", kind="licenses", actor=actor)
    actions.check(import_, actor=actor)
    _, _, back = results_file(import_, "txt")
    assert back.startswith(mark)
    got = back[len(mark) :].decode(encoding)
    theirs, returned = text.split(newline), got.split(newline)
    assert len(theirs) == len(returned) == 4
    ours = delimiter.join(["Result", "What to do", "Suggested value", "Row", "Import ref"])
    assert returned[0] == theirs[0] + delimiter + ours
    for before, after in zip(theirs[1:3], returned[1:3], strict=True):
        assert after.startswith(before + delimiter)
    assert read_bytes_here(back).read_as.delimiter == delimiter


def test_a_line_that_names_the_delimiter_is_obeyed_and_the_file_read_again(
    organization: Organization,
) -> None:
    text = "sep=;\r\n" + "\r\n".join(LINES).replace("|", ";") + "\r\n"
    actor = Actor(organization.alice, "web")
    upload = BytesIO(text.encode("cp1252"))
    import_ = actions.upload(upload, file_name="a.csv", kind="licenses", actor=actor)
    actions.check(import_, actor=actor)
    _, _, back = results_file(import_, "txt")
    frame = read_bytes_here(back).tables[0].frame
    assert frame.row(0)[1:6] == ("Username", "License ID", "License Number", "Notes", "Result")
    assert frame.height == 3
    assert read_bytes_here(back).read_as.delimiter == ";"
