"""Tables of web pages: what a browser shows is what is read."""

from __future__ import annotations

import pytest

from goodstanding.formats.limits import Limits
from goodstanding.formats.read import read_bytes_here
from goodstanding.formats.unreadable import Unreadable
from tests.formats.reading import codes_of, read_rows

HEAD = "<tr><th>Name</th><th>ID</th></tr>"


def page(rows: str, before: str = "") -> bytes:
    return f"<html><head>{before}</head><body><table>{rows}</table></body></html>".encode()


CELLS = [
    ("plain", "<td>Ann</td><td>007</td>", ("Ann", "007")),
    ("blanks as browsers show them", "<td>\n  Ann \t Lind\n</td><td> 7 </td>", ("Ann Lind", "7")),
    ("line breaks", "<td>Ann<br>Lind <BR/> Jr.</td><td>7</td>", ("Ann\nLind\nJr.", "7")),
    ("entities",
     "<td>O&#39;Neil &amp; Co</td><td>&lt;7&gt;&nbsp;</td>", ("O'Neil & Co", "<7>\xa0")),
    ("markup within", "<td><b>A</b>n<i>n</i></td><td><a href='x'>7</a></td>", ("Ann", "7")),
    ("nothing closed", "<td>Ann<td>7", ("Ann", "7")),
    ("scripts are no text", "<td>Ann<script>x()</script></td><td>7</td>", ("Ann", "7")),
    ("control characters stay to be named",
     "<td>A<br>n\x01<table></table>n\x02</td><td>7</td>", ("A\nn\x01n\x02", "7")),
    ("empty", "<td></td><td>7</td>", (None, "7")),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), [c[1:] for c in CELLS], ids=[c[0] for c in CELLS])
def test_cells(cells: str, expected: tuple[str | None, ...]) -> None:
    assert read_rows(page(f"{HEAD}<tr>{cells}</tr>")) == [(1, "Name", "ID"), (2, *expected)]


def test_spans_leave_the_places_that_they_cover_blank() -> None:
    rows = (
        "<tr><td rowspan=2>a</td><td colspan='2'>b</td><td>c</td></tr>"
        "<tr><td>d</td><td>e</td><td>f</td></tr><tr><td colspan=x>g</td></tr>"
    )
    assert read_rows(page(rows)) == [
        (1, "a", "b", None, "c"),
        (2, None, "d", "e", "f"),
        (3, "g", None, None, None),
    ]
    assert codes_of(read_bytes_here(page(rows))) == ["merged-cells", "merged-cells"]


def test_layout_tables_give_way_to_those_within() -> None:
    inner = f"<table>{HEAD}<tr><td>Ann</td><td>7</td></tr></table>"
    document = read_bytes_here(page(f"<tr><td>Menu</td><td>{inner}</td></tr>"))
    assert [table.frame.height for table in document.tables] == [2]


def test_a_table_in_a_cell_takes_nothing_from_the_table_around_it() -> None:
    inner = "<table><tr><td>since</td><td>2020</td></tr></table>"
    rows = f"{HEAD}<tr><td>Ann{inner} L.</td><td>7</td></tr><tr><td>Bea</td><td>8</td></tr>"
    document = read_bytes_here(page(rows))
    assert [table.name for table in document.tables] == ["Table 1", "Table 2"]
    assert document.tables[0].frame.rows() == [
        (1, "Name", "ID"),
        (2, "Ann L.", "7"),
        (3, "Bea", "8"),
    ]
    assert document.tables[1].frame.rows() == [(1, "since", "2020")]


def test_hidden_rows_are_read_and_told() -> None:
    document = read_bytes_here(page(f"{HEAD}<tr style='DISPLAY: none'><td>Ann</td><td>7</td></tr>"))
    assert document.tables[0].frame.height == 2
    assert codes_of(document) == ["hidden-rows"]


@pytest.mark.parametrize(
    ("said", "encoding", "read_as"),
    [
        ('<meta charset="utf-8">', "utf-8", "utf-8"),
        ('<meta http-equiv=a content="text/html; charset=iso-8859-1">', "cp1252", "cp1252"),
        ("<meta charset=windows-1251>", "cp1251", "cp1251"),
        ("<meta charset=nonsense>", "utf-8", "utf-8"),
        ("<meta charset=utf-16>", "utf-8", "utf-8"),
        ("<meta charset=utf-7>", "utf-8", "utf-8"),
        ('<meta charset="utf-8">', "cp1252", "cp1252"),
        ("", "utf-16", "utf-16-le"),
    ],
)  # fmt: skip
def test_letters(said: str, encoding: str, read_as: str) -> None:
    name = "Иван" if encoding == "cp1251" else "Zoë"
    data = page(f"{HEAD}<tr><td>{name}</td><td>7</td></tr>", said).decode().encode(encoding)
    document = read_bytes_here(data)
    assert document.tables[0].frame["c0"].to_list() == ["Name", name]
    assert document.read_as.encoding == read_as


def test_a_page_without_a_table_is_refused() -> None:
    for data in (b"<html><body><p>Hello</p></body></html>", page("")):
        with pytest.raises(Unreadable) as caught:
            read_bytes_here(data)
        assert caught.value.code == "file-is-web-page"


def test_limits_hold() -> None:
    rows = HEAD + "<tr><td>a</td><td>b</td></tr>" * 30
    with pytest.raises(Unreadable) as caught:
        read_bytes_here(page(rows), Limits(rows=20))
    assert caught.value.code == "too-many-rows"
    with pytest.raises(Unreadable) as caught:
        read_bytes_here(page("<tr>" + "<td>x</td>" * 300 + "</tr>"))
    assert caught.value.code == "too-many-columns"


def test_what_a_parser_would_leave_out_in_silence_is_refused() -> None:
    deep = f"{HEAD}<tr><td>Ann</td><td>{'<b>' * 5000}7</td></tr><tr><td>Bea</td><td>8</td></tr>"
    with pytest.raises(Unreadable) as caught:
        read_bytes_here(page(deep))
    assert (caught.value.code, caught.value.place) == ("page-too-deep", "line 1")
