"""OpenDocument spreadsheets: repeats, covered cells, types, and what is hidden."""

import pytest

from goodstanding.formats.limits import Limits
from goodstanding.formats.read import read_bytes_here
from goodstanding.formats.table import ReadAs
from goodstanding.formats.unreadable import Unreadable
from tests.formats.books import zipped
from tests.formats.reading import Rows, codes_of, problems_of, read_rows

NAMES = "".join(
    f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "style")
)
MIME = "application/vnd.oasis.opendocument.spreadsheet"
HIDING = (
    '<style:style style:name="ta2" style:family="table">'
    '<style:table-properties table:display="false"/></style:style>'
)


def table(rows: str, attributes: str = "", name: str = "S") -> str:
    return f'<table:table table:name="{name}"{attributes}>{rows}</table:table>'


def book(*tables: str, manifest: str = "<manifest/>") -> bytes:
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content{NAMES}>'
        f"<office:automatic-styles>{HIDING}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{''.join(tables)}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    return zipped({"mimetype": MIME, "content.xml": content, "META-INF/manifest.xml": manifest})


def cell(text: str = "", kind: str = "string", said: str = "") -> str:
    typed = f' office:value-type="{kind}"' if kind else ""
    shown = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell{typed}{said}>{shown}</table:table-cell>"


def row(*cells: str, said: str = "") -> str:
    return f"<table:table-row{said}>{''.join(cells)}</table:table-row>"


def value(stored: str) -> str:
    return f' office:value="{stored}"'


NOTE = "<office:annotation><text:p>remark</text:p></office:annotation>"
VALUES = [
    ("text", cell("00123"), "00123"),
    ("spaces", cell('a<text:s text:c="2"/>b<text:tab/>c'), "a  b\tc"),
    ("line break", cell("a<text:line-break/>b"), "a\nb"),
    ("paragraphs", cell("a</text:p><text:p>b"), "a\nb"),
    ("rich text", cell("<text:span>R<text:span>N</text:span></text:span>!"), "RN!"),
    ("remark", f'<table:table-cell office:value-type="string">{NOTE}<text:p>v</text:p>'
     "</table:table-cell>", "v"),
    ("number", cell("7", "float", value("7")), "7"),
    ("number as stored", cell("1,234.50", "float", value("1234.5")), "1234.5"),
    ("zeros that are shown", cell("00123", "float", value("123")), "00123"),
    ("percentage", cell("50%", "percentage", value("0.5")), "0.5"),
    ("currency", cell("$5.00", "currency", value("5")), "5"),
    ("date", cell("29 Feb", "date", ' office:date-value="2024-02-29"'), "2024-02-29"),
    (
        "date, midnight",
        cell("29 Feb", "date", ' office:date-value="2024-02-29T00:00:00"'),
        "2024-02-29",
    ),
    (
        "date and time",
        cell("29 Feb", "date", ' office:date-value="2024-02-29T10:30:00"'),
        "2024-02-29T10:30:00",
    ),
    ("time", cell("10:30", "time", ' office:time-value="PT10H30M00S"'), "10:30:00"),
    ("truth", cell("TRUE", "boolean", ' office:boolean-value="true"'), "TRUE"),
    ("formula", cell("2", "float", value("2") + ' table:formula="of:=1+1"'), "2"),
    ("formula's empty text", cell("", "string", ' table:formula="of:=&quot;&quot;"'), None),
    ("covered", "<table:covered-table-cell/>", None),
]  # fmt: skip


@pytest.mark.parametrize(("xml", "expected"), [c[1:] for c in VALUES], ids=[c[0] for c in VALUES])
def test_values(xml: str, expected: str | None) -> None:
    document = read_bytes_here(book(table(row(cell("first"), xml, cell("last")))))
    assert document.tables[0].frame.rows() == [(1, "first", expected, "last")]
    assert codes_of(document) == []


def rows_repeated(times: int) -> str:
    return f' table:number-rows-repeated="{times}"'


def columns_repeated(times: int) -> str:
    return f' table:number-columns-repeated="{times}"'


EMPTY = "<table:table-cell/>"
PLACES: list[tuple[str, str, Rows]] = [
    ("rows repeated", row(cell("a"), said=rows_repeated(2)) + row(cell("b")),
     [(1, "a"), (2, "a"), (3, "b")]),
    ("empty rows repeated", row(cell("a")) + row(EMPTY, said=rows_repeated(3)) + row(cell("b")),
     [(1, "a"), (5, "b")]),
    ("cells repeated", row(cell("a", said=columns_repeated(2)), cell("b")), [(1, "a", "a", "b")]),
    ("empty cells repeated", row(cell("", "", columns_repeated(2)), cell("b")),
     [(1, None, None, "b")]),
    ("an endless tail", row(cell("a"), cell("", "", columns_repeated(16_383)))
     + row(EMPTY, said=rows_repeated(1_048_575)), [(1, "a")]),
    ("groups", f"<table:table-header-rows>{row(cell('a'))}</table:table-header-rows>"
     f"<table:table-row-group>{row(cell('b'))}</table:table-row-group>", [(1, "a"), (2, "b")]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "expected"), [c[1:] for c in PLACES], ids=[c[0] for c in PLACES])
def test_places(rows: str, expected: Rows) -> None:
    assert read_rows(book(table(rows))) == expected


DOUBTS = [
    (row(cell("#N/A", "string", ' table:formula="of:=NA()"')), "cell-error", (1, "A")),
    (row(cell("Err:502", "float", value("0"))), "cell-error", (1, "A")),
    (row(cell("", "", ' table:formula="of:=1+1"'), cell("x")), "formula-without-result", (1, "A")),
    (row(cell("1", "float", value("12345678901234567"))), "digits-lost", (1, "A")),
    (row(cell("a", said=' table:number-columns-spanned="2"')), "merged-cells", (1, "A")),
    (row(cell("a"), said=' table:visibility="filter"'), "hidden-rows", (None, None)),
    (
        '<table:table-column table:visibility="collapse"/>' + row(cell("a")),
        "hidden-columns",
        (None, None),
    ),
    (
        row(cell("a")) + row(EMPTY, said=rows_repeated(500_000)) + row(cell("b")),
        "far-cell",
        (500_002, "A"),
    ),
]


@pytest.mark.parametrize(("rows", "code", "place"), DOUBTS, ids=[c[1] for c in DOUBTS])
def test_doubts(rows: str, code: str, place: tuple[int | None, str | None]) -> None:
    (problem,) = problems_of(read_bytes_here(book(table(rows))))
    assert (problem.code, (problem.row, problem.column)) == (code, place)


def test_sheets() -> None:
    hidden = ' table:style-name="ta2"'
    document = read_bytes_here(
        book(table(row(cell("a")), name="One"), table(row(cell("b")), hidden, "Two"))
    )
    assert [(each.name, each.hidden, each.frame.rows()) for each in document.tables] == [
        ("One", False, [(1, "a")]),
        ("Two", True, [(1, "b")]),
    ]
    assert document.read_as == ReadAs("ods")
    assert document.read_as.describe() == "OpenDocument spreadsheet (.ods)"


BIG = row(cell("a", said=columns_repeated(200)), said=rows_repeated(1_000_000))
REFUSED = [
    (book(table(BIG)), "too-many-rows", "row 100002"),
    (book(table(row(cell("a", said=columns_repeated(16_000))))), "too-many-columns", "column GS"),
    (book(), "no-sheets", "whole file"),
    (book(manifest="<a><encryption-data/></a>"), "file-has-password", "META-INF/manifest.xml"),
    (book("</oops>"), "workbook-damaged", "content.xml, line 2"),
    (zipped({"content.xml.bak": "x"}), "workbook-damaged", "content.xml"),
]


@pytest.mark.parametrize(("data", "code", "place"), REFUSED, ids=[c[1] for c in REFUSED])
def test_refused(data: bytes, code: str, place: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_bytes_here(data, Limits())
    assert (caught.value.code, caught.value.place) == (code, place)


def test_a_flat_file_is_read_like_an_archive() -> None:
    rows = table(row(cell("Name"), cell("ID")) + row(cell("Ann"), cell("007")))
    flat = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document{NAMES} '
        f'office:mimetype="{MIME}"><office:body><office:spreadsheet>{rows}'
        "</office:spreadsheet></office:body></office:document>"
    ).encode()
    document = read_bytes_here(flat)
    assert document.tables[0].frame.rows() == [(1, "Name", "ID"), (2, "Ann", "007")]
    assert document.read_as.describe() == "flat OpenDocument spreadsheet (.fods)"
    with pytest.raises(Unreadable) as caught:
        read_bytes_here(flat[:-30])
    assert caught.value.code == "workbook-damaged"
