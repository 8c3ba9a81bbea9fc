"""Reading in a process of its own: what crosses over, and what dies there."""

from pathlib import Path

import pytest

from goodstanding.formats.limits import Limits
from goodstanding.formats.read import read_bytes_here, read_file
from goodstanding.formats.unreadable import Unreadable
from tests.formats import books
from tests.formats.reading import assert_refused_alike
from tests.formats.xml2003.test_format import book, row

EVERYTHING = book(
    row("Zoë", '<Cell ss:MergeAcross="1"><Data ss:Type="String">RN</Data></Cell>')
    + '<Row ss:Index="4"><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>'
)

BOOK = books.one_cell('<c r="A1" t="e"><v>#N/A</v></c>')


@pytest.mark.parametrize(
    "data",
    [b"a\tb\n1\t\n\n3\t4\n", "Zoë;1\n".encode("cp1252"), EVERYTHING, BOOK],
    ids=["text", "guessed", "xml", "xlsx"],
)
def test_the_document_crosses_over_whole(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "file.whatever"
    path.write_bytes(data)
    there, here = read_file(path), read_bytes_here(data)
    assert there.read_as == here.read_as
    assert there.problems == here.problems
    for mine, other in zip(there.tables, here.tables, strict=True):
        assert mine.frame.equals(other.frame)
        assert mine.frame.schema == other.frame.schema
        assert (mine.name, mine.hidden, mine.blank_rows, mine.problems) == (
            other.name,
            other.hidden,
            other.blank_rows,
            other.problems,
        )


def test_a_refusal_crosses_over_whole(tmp_path: Path) -> None:
    path = tmp_path / "licenses.txt"
    path.write_bytes(b"\x89PNG\r\n\x1a\n0000")
    assert_refused_alike(path)


MANY = b"name\tnumber\n" + b"Ann\t0012345\n" * 90_000

TOO_MUCH = [
    (Limits(cpu_seconds=0), "computing time"),
    (Limits(wall_seconds=0), "longer than 0 seconds"),
    (Limits(memory_bytes=300 * 1024**2), "300 MB of memory"),
    (Limits(output_bytes=64 * 1024), "of text"),
]


@pytest.mark.parametrize(("limits", "said"), TOO_MUCH)
def test_a_child_that_asks_too_much_is_a_refusal(tmp_path: Path, limits: Limits, said: str) -> None:
    path = tmp_path / "many.txt"
    path.write_bytes(MANY)
    with pytest.raises(Unreadable) as caught:
        read_file(path, limits)
    assert caught.value.code == "file-too-demanding"
    assert said in caught.value.message
    assert caught.value.remedy.startswith("Split the file")


def test_a_file_beyond_all_measure_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as out:
        out.truncate(200 * 1024**2)
    with pytest.raises(Unreadable) as caught:
        read_file(path)
    assert caught.value.code == "file-too-large"
    assert "200.0 MB" in caught.value.message
    assert "20 MB" in caught.value.message


def test_no_file_is_an_operating_system_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_file(tmp_path / "absent.txt")
