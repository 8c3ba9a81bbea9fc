"""Delimited text: rows as the spreadsheet program numbers them, cells exactly as they stand."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from goodstanding.formats.limits import Limits
from goodstanding.formats.read import read_bytes_here
from goodstanding.formats.text.records import split_records
from goodstanding.formats.unreadable import Unreadable
from tests.formats.reading import Rows, codes_of, read_rows

SMALL = Limits(rows=3, columns=4, cell_characters=10)

READ: list[tuple[str, bytes, Rows]] = [
    ("plain", b"a\tb\n1\t2\n", [(1, "a", "b"), (2, "1", "2")]),
    ("no line end", b"a\tb\n1\t2", [(1, "a", "b"), (2, "1", "2")]),
    ("CR LF", b"a\tb\r\n1\t2\r\n", [(1, "a", "b"), (2, "1", "2")]),
    ("CR", b"a\tb\r1\t2\r", [(1, "a", "b"), (2, "1", "2")]),
    ("mixed", b"a\tb\r\n1\t2\r3\t4\n", [(1, "a", "b"), (2, "1", "2"), (3, "3", "4")]),
    ("blank lines count", b"\na\tb\n\n\n1\t2\n\n\n", [(2, "a", "b"), (5, "1", "2")]),
    ("white rows are blank", b"a\tb\n \t\xc2\xa0\n1\t2\n", [(1, "a", "b"), (3, "1", "2")]),
    ("spaces stay", b" a\tb \n1 \t 2\n", [(1, " a", "b "), (2, "1 ", " 2")]),
    ("zeros stay", b"id\tn\n007\t1E5\n", [(1, "id", "n"), (2, "007", "1E5")]),
    ("empty is null", b'a,b\n,2\n"",3\n', [(1, "a", "b"), (2, None, "2"), (3, None, "3")]),
    ("short row", b"a\tb\tc\n1\n", [(1, "a", "b", "c"), (2, "1", None, None)]),
    ("long row", b"a\tb\n1\t2\t3\n", [(1, "a", "b", None), (2, "1", "2", "3")]),
    ("long row, quoted", b'a,"b"\n1,2,3\n', [(1, "a", "b", None), (2, "1", "2", "3")]),
    ("quoted break", b'a,b\n"x\ny",2\n3,4\n', [(1, "a", "b"), (2, "x\ny", "2"), (3, "3", "4")]),
    ("quoted CR LF", b'a,b\r\n"x\r\ny",2\r\n', [(1, "a", "b"), (2, "x\r\ny", "2")]),
    ("doubled", b'a,b\n"say ""hi""",2\n', [(1, "a", "b"), (2, 'say "hi"', "2")]),
    ("tab text of Excel", b'n\tc\n1\t"Troy, NY"\n', [(1, "n", "c"), (2, "1", "Troy, NY")]),
    ("inches", b'n\tsize\n"Troy, NY"\t5" x\n', [(1, "n", "size"), (2, "Troy, NY", '5" x')]),
    ("sep line is no row", b"sep=;\r\na;b\r\n1;2\r\n", [(1, "a", "b"), (2, "1", "2")]),
    ("one column", b"name\n\nAnn\n", [(1, "name"), (3, "Ann")]),
    ("one quoted column", b'"name"\n"A,B"\n"x\ny"\n', [(1, "name"), (2, "A,B"), (3, "x\ny")]),
    ("comment signs are text", b"#a\tb\n#1\t2\n", [(1, "#a", "b"), (2, "#1", "2")]),
    ("words for nothing are text", b"a\tb\nNA\tnull\n", [(1, "a", "b"), (2, "NA", "null")]),
    (
        "an address of two lines with a comma",
        b'n,a\r\nCy,"1 Elm St\nTroy, NY"\r\nDi,"2 Oak St\nTroy, NY"\r\n',
        [(1, "n", "a"), (2, "Cy", "1 Elm St\nTroy, NY"), (3, "Di", "2 Oak St\nTroy, NY")],
    ),
]


@pytest.mark.parametrize(("data", "rows"), [case[1:] for case in READ], ids=[c[0] for c in READ])
def test_read(data: bytes, rows: Rows) -> None:
    assert read_rows(data) == rows


def test_blank_rows_are_counted_up_to_the_last_with_content() -> None:
    assert read_bytes_here(b"\na\tb\n\n\n1\t2\n\n\n").tables[0].blank_rows == 3


STRAY: list[tuple[str, bytes, Rows]] = [
    (
        "an open quote swallows nothing",
        b'n\tv\nCy\t"open\nDi\t2\nEd\t3\n',
        [(1, "n", "v"), (2, "Cy", '"open'), (3, "Di", "2"), (4, "Ed", "3")],
    ),
    (
        "two of them swallow nothing",
        b'n\tv\nCy\t"open\nDi\t5"\nEd\t3\n',
        [(1, "n", "v"), (2, "Cy", '"open'), (3, "Di", '5"'), (4, "Ed", "3")],
    ),
    ("text after a quote", b'n\tv\n"Bo" X\t1\n', [(1, "n", "v"), (2, '"Bo" X', "1")]),
]


@pytest.mark.parametrize(("data", "rows"), [case[1:] for case in STRAY], ids=[c[0] for c in STRAY])
def test_stray_quotes(data: bytes, rows: Rows) -> None:
    document = read_bytes_here(data)
    assert document.tables[0].frame.rows() == rows
    assert document.read_as.quoted is False
    assert codes_of(document) == ["quotes-literal"]
    assert document.tables[0].problems[0].row == 2


READ_AS = [
    (b"a\tb\r\n1\t2\r\n", "\t", False, "\r\n"),
    (b'a;b\n"1";2\n', ";", True, "\n"),
    (b"a,b\r1,2\r", ",", False, "\r"),
    (b"a\tb", "\t", False, "\r\n"),
]


@pytest.mark.parametrize(("data", "delimiter", "quoted", "newline"), READ_AS)
def test_how_it_was_read(data: bytes, delimiter: str, quoted: bool, newline: str) -> None:
    read_as = read_bytes_here(data).read_as
    assert (read_as.delimiter, read_as.quoted, read_as.newline) == (delimiter, quoted, newline)


REFUSED = [
    (b"\n \n,,\n", SMALL, "empty-file", "row 1", "blank"),
    (b"h\ti\n" + b"1\t2\n" * 4, SMALL, "too-many-rows", "row 5", "3"),
    (b"a\tb\tc\td\te\n", SMALL, "too-many-columns", "column E", "5 columns"),
    (b"a\tb\n1\tlonger than ten\n", SMALL, "cell-too-long", "cell B2", "15 characters"),
    (b'a\tb\n"1\n2"\t"longer\n than ten"\n', SMALL, "cell-too-long", "cell B2", "16"),
    (b"a\tb\n1\t" + b"x" * 50_000_000, Limits(), "cell-too-long", "cell B2", "50,000,000"),
    (b"a\tb\n1\t2\n" * 5, Limits(upload_bytes=20), "file-too-large", "byte 21", "0.0 MB"),
]


@pytest.mark.parametrize(
    ("data", "limits", "code", "place", "said"), REFUSED, ids=[c[2] for c in REFUSED]
)
def test_refused(data: bytes, limits: Limits, code: str, place: str, said: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_bytes_here(data, limits)
    assert (caught.value.code, caught.value.place) == (code, place)
    assert said in caught.value.message
    assert caught.value.remedy


def test_the_limit_itself_is_allowed() -> None:
    assert len(read_rows(b"h\ti\n" + b"1\t2\n" * 3, SMALL)) == 4
    assert read_rows(b"a\t" + b"x" * 10, SMALL) == [(1, "a", "x" * 10)]
    assert len(read_rows(b"a\tb" + b"\t" * 50 + b"\n", SMALL)[0]) == 3


CELL = st.text(st.sampled_from("ab \t,\"\n\r'=é"), max_size=4)


@given(st.text(st.sampled_from("ab \t,;\r\n"), max_size=40), st.sampled_from("\t,;"))
@example("\na\tb", "\t")
@example("a\tb\n\n", "\t")
def test_unquoted_text_is_cut_as_simply_as_it_looks(text: str, delimiter: str) -> None:
    frame, quoted, _ = split_records((text + "x").encode(), delimiter)
    lines = (text + "x").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    width = frame.width
    expected = [
        tuple(cell or None for cell in [*line.split(delimiter), *[""] * width][:width])
        for line in lines
    ]
    assert frame.rows() == expected
    assert not quoted


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=6))
def test_quoted_text_is_what_was_quoted(rows: list[list[str]]) -> None:
    text = "\n".join("\t".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    frame, quoted, _ = split_records(text.encode(), "\t")
    width = max(map(len, rows))
    expected = [tuple(cell or None for cell in [*row, *[""] * width][:width]) for row in rows]
    literal = all(len(line.split("\t")) == 2 for line in text.splitlines())
    # Empty columns at the right that only a few records have are left out.
    same = [row[: frame.width] for row in expected] == frame.rows()
    if same and not any(any(row[frame.width :]) for row in expected):
        assert quoted
    else:  # each line stands for itself just as well; blank ones say nothing
        assert literal or len({line.count("\t") for line in text.splitlines() if line}) == 1
