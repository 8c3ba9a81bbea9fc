"""XML Spreadsheet 2003: sparse places, types, and what is wrong with a file."""

import pytest

from goodstanding.formats.limits import Limits
from goodstanding.formats.read import read_bytes_here
from goodstanding.formats.unreadable import Unreadable
from tests.formats.reading import Rows, codes_of, problems_of, read_rows

SS = "urn:schemas-microsoft-com:office:spreadsheet"
XL = "urn:schemas-microsoft-com:office:excel"
HEAD = f'<?xml version="1.0"?>\n<Workbook xmlns="{SS}" xmlns:ss="{SS}" xmlns:x="{XL}">\n'
STYLES = (
    '<Styles><Style ss:ID="Default"/>'
    '<Style ss:ID="date"><NumberFormat ss:Format="Short Date"/></Style>'
    '<Style ss:ID="child" ss:Parent="date"/>'
    '<Style ss:ID="zip"><NumberFormat ss:Format="00000"/></Style></Styles>\n'
)


def cell(text: str, attributes: str = "", kind: str = "String") -> str:
    return f'<Cell{attributes}><Data ss:Type="{kind}">{text}</Data></Cell>'


def row(*cells: str, attributes: str = "") -> str:
    content = "".join(each if each.startswith("<") else cell(each) for each in cells)
    return f"<Row{attributes}>{content}</Row>\n"


def book(rows: str, before: str = STYLES, head: str = HEAD) -> bytes:
    sheet = f'<Worksheet ss:Name="S"><Table>\n{rows}</Table></Worksheet>'
    return f"{head}{before}{sheet}</Workbook>".encode()


PLACES: list[tuple[str, str, Rows]] = [
    ("in order", row("a", "b") + row("1", "2"), [(1, "a", "b"), (2, "1", "2")]),
    (
        "row index",
        row("a") + row("b", attributes=' ss:Index="5"') + row("c"),
        [(1, "a"), (5, "b"), (6, "c")],
    ),
    ("cell index", row("a", cell("c", ' ss:Index="3"'), "d"), [(1, "a", None, "c", "d")]),
    (
        "empty ones count",
        "<Row/>" + row("<Cell/>", "b", '<Cell ss:StyleID="x"/>', "d"),
        [(2, None, "b", None, "d")],
    ),
    ("span", row("a", attributes=' ss:Span="2"') + row("b"), [(1, "a"), (4, "b")]),
    ("across", row(cell("a", ' ss:MergeAcross="2"'), "d"), [(1, "a", None, None, "d")]),
    (
        "empty data",
        row("a", '<Cell><Data ss:Type="String"/>\n</Cell>', "<Cell><Data></Data></Cell>"),
        [(1, "a")],
    ),
    (
        "index and merge",
        row(cell("b", ' ss:Index="2" ss:MergeAcross="1"'), "d"),
        [(1, None, "b", None, "d")],
    ),
    ("white rows are blank", row("a") + row(" ") + row("b"), [(1, "a"), (3, "b")]),
]


@pytest.mark.parametrize(("rows", "expected"), [c[1:] for c in PLACES], ids=[c[0] for c in PLACES])
def test_places(rows: str, expected: Rows) -> None:
    assert read_rows(book(rows)) == expected


RICH = (
    '<ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40">'
    "<B>RN</B> of <I>T<U>X</U></I>!</ss:Data>"
)
COMMENT = '<Comment ss:Author="Al"><ss:Data><B>Al:</B> check</ss:Data></Comment>'

VALUES = [
    ("text", cell("a &amp; b &lt;c&gt; &quot;d&quot; &#233;"), 'a & b <c> "d" é'),
    ("spaces stay", cell("  a  b "), "  a  b "),
    ("line break", cell("a&#10;b"), "a\nb"),
    ("carriage return", cell("a&#13;b"), "a\rb"),
    ("cdata", cell("<![CDATA[<a> & b]]>"), "<a> & b"),
    ("comment in XML", cell("a<!-- no -->b"), "ab"),
    ("escaped escape", cell("&amp;lt;"), "&lt;"),
    ("rich text", f"<Cell>{RICH}</Cell>", "RN of TX!"),
    ("remark after", f'<Cell><Data ss:Type="String">v</Data>{COMMENT}</Cell>', "v"),
    ("remark before", f'<Cell>{COMMENT}<Data ss:Type="String">v</Data></Cell>', "v"),
    ("remark only", f"<Cell>{COMMENT}</Cell>", None),
    ("no type", "<Cell><Data>v</Data></Cell>", "v"),
    ("number", cell("123", kind="Number"), "123"),
    ("number as typed", cell("1.23456E+17", kind="Number"), "1.23456E+17"),
    ("text like a number", cell("00123"), "00123"),
    ("zeros rebuilt", cell("123", ' ss:StyleID="zip"', "Number"), "00123"),
    ("date", cell("2026-03-31T00:00:00.000", ' ss:StyleID="date"', "DateTime"), "2026-03-31"),
    ("date and time", cell("2026-03-31T14:30:00.000", kind="DateTime"), "2026-03-31T14:30:00"),
    ("serial date", cell("45351", ' ss:StyleID="date"', "Number"), "2024-02-29"),
    ("serial date, parent's format", cell("45351", ' ss:StyleID="child"', "Number"), "2024-02-29"),
    ("truth", cell("1", kind="Boolean"), "TRUE"),
    ("untruth", cell("0", kind="Boolean"), "FALSE"),
    ("formula", '<Cell ss:Formula="=1+1"><Data ss:Type="Number">2</Data></Cell>', "2"),
    ("link", '<Cell ss:HRef="http://example.org/"><Data ss:Type="String">v</Data></Cell>', "v"),
    ("other namespace", '<Cell><Data xmlns="urn:x">no</Data></Cell>', None),
]


@pytest.mark.parametrize(("xml", "value"), [c[1:] for c in VALUES], ids=[c[0] for c in VALUES])
def test_values(xml: str, value: str | None) -> None:
    assert read_rows(book(row("first", xml, "last"))) == [(1, "first", value, "last")]


def test_date1904_moves_numbers_but_not_dates() -> None:
    before = STYLES + f'<ExcelWorkbook xmlns="{XL}"><Date1904/></ExcelWorkbook>'
    rows = row(
        cell("43889", ' ss:StyleID="date"', "Number"),
        cell("2024-02-29T00:00:00.000", ' ss:StyleID="date"', "DateTime"),
    )
    assert read_rows(book(rows, before)) == [(1, "2024-02-29", "2024-02-29")]


def test_a_row_style_shapes_its_cells() -> None:
    rows = row(cell("7", kind="Number"), attributes=' ss:StyleID="zip"')
    assert read_rows(book(rows)) == [(1, "00007")]


PROBLEMS = [
    ("cell-error", row("a", cell("#N/A", kind="Error")), "error", 1, "B", "#N/A"),
    ("merged-cells", row("x") + row(cell("a", ' ss:MergeDown="2"')), "warning", 2, "A", "a"),
    ("formula-without-result", row("a", '<Cell ss:Formula="=A1"/>'), "warning", 1, "B", None),
    ("hidden-rows", row("a", attributes=' ss:Hidden="1"'), "note", None, None, None),
]


@pytest.mark.parametrize(("code", "rows", "severity", "at", "column", "value"), PROBLEMS)
def test_problems(
    code: str, rows: str, severity: str, at: int | None, column: str | None, value: str | None
) -> None:
    (problem,) = problems_of(read_bytes_here(book(rows)))
    assert (problem.code, problem.severity, problem.row) == (code, severity, at)
    assert (problem.column, problem.value) == (column, value)
    assert problem.remedy


def test_merged_cells_without_a_value_are_nobodys_business() -> None:
    assert codes_of(read_bytes_here(book(row("a", '<Cell ss:MergeAcross="3"/>')))) == []


def test_sheets_in_order_hidden_ones_too() -> None:
    options = f'<WorksheetOptions xmlns="{XL}"><Visible>SheetHidden</Visible></WorksheetOptions>'
    table = f"<Table>{row('a')}</Table>"
    sheets = (
        f'<Worksheet ss:Name="A &amp; B">{table}</Worksheet>'
        f'<Worksheet ss:Name="Lists">{table}{options}</Worksheet>'
        '<Worksheet ss:Name="Empty"/>'
    )
    document = read_bytes_here(f"{HEAD}{sheets}</Workbook>".encode())
    assert [(each.name, each.hidden, each.frame.height) for each in document.tables] == [
        ("A & B", False, 1),
        ("Lists", True, 1),
        ("Empty", False, 0),
    ]


def test_false_counts_are_ignored() -> None:
    data = book(row("a")).replace(b"<Table>", b'<Table ss:ExpandedRowCount="0">')
    assert read_rows(data) == [(1, "a")]


def test_a_table_may_begin_elsewhere() -> None:
    data = book(row("a")).replace(b"<Table>", b'<Table ss:TopCell="3" ss:LeftCell="2">')
    assert read_rows(data) == [(3, None, "a")]


BROKEN = [
    ("xml-malformed", book(row("a")).replace(b"</Row>", b""), "line 6"),
    ("xml-malformed", book(row("a &nbsp; b")), "line 5"),
    ("xml-malformed", book(row("a"))[:-20], "line 6"),
    ("xml-control-character", book(row("a&#7;b")), "line 5"),
    ("xml-control-character", book(row("a\x0cb")), "line 5"),
    ("xml-bad-index", book(row("a", cell("b", ' ss:Index="1"'))), "row 1"),
    ("xml-bad-index", book(row("a") + row("b", attributes=' ss:Index="1"')), "row 1"),
    ("xml-bad-index", book(row(cell("b", ' ss:Index="0"'))), "row 1"),
    ("xml-bad-index", book(row(cell("b", ' ss:Index="two"'))), "a cell"),
    ("xml-bad-index", book(row(cell("b", ' ss:Index="-4"'))), "a cell"),
    ("cell-outside-sheet", book(row("b", attributes=' ss:Index="1048577"')), "row 1,048,577"),
    ("cell-outside-sheet", book(row(cell("b", ' ss:Index="16385"'))), "column 16,385 of row 1"),
    ("too-many-columns", book(row(cell("b", ' ss:Index="201"'))), "column GS"),
    ("cell-too-long", book(row("a", "x" * 40_000)), 'cell B1 of the sheet "S"'),
    ("cell-too-long", book(row("x" * 11_000_000)), 'cell A1 of the sheet "S"'),
    ("xml-too-deep", book("<Row>" * 1000), "line 5"),
    ("no-sheets", f"{HEAD}</Workbook>".encode(), "element Workbook"),
    ("xml-doctype", HEAD.replace("<Workbook", "<!DOCTYPE Workbook>\n<Workbook").encode(), "line 2"),
    ("encoding-unknown", HEAD.replace('"1.0"', '"1.0" encoding="EBCDIC"').encode(), "line 1"),
    ("encoding-mixed", book(row("Zoë")).decode().encode("latin-1"), "line 5"),
]


@pytest.mark.parametrize(
    ("code", "data", "place"), BROKEN, ids=[f"{case[0]}-{i}" for i, case in enumerate(BROKEN)]
)
def test_refused_with_the_place(code: str, data: bytes, place: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_bytes_here(data)
    assert (caught.value.code, caught.value.place) == (code, place)
    assert caught.value.remedy


def test_too_many_rows_and_sheets() -> None:
    with pytest.raises(Unreadable, match="more rows than the 2"):
        read_bytes_here(book(row("a") * 4), Limits(rows=2))
    two = book(row("a")).replace(b"</Workbook>", b'<Worksheet ss:Name="T"/></Workbook>')
    with pytest.raises(Unreadable, match="more sheets than the 1"):
        read_bytes_here(two, Limits(sheets=1))


PLAIN = HEAD.replace('<?xml version="1.0"?>\n', "")
ZOE = book(row("Zoë", "Łódź"), head=PLAIN).decode()
LATIN = book(row("Zoë"), head=PLAIN).decode()
POLISH = book(row("Łódź"), head=PLAIN).decode()

ENCODED = [
    ("utf-8", False, ZOE.encode(), "Zoë"),
    ("utf-8", True, b"\xef\xbb\xbf\xef\xbb\xbf" + ZOE.encode(), "Zoë"),
    ("utf-16-le", True, ("\ufeff" + ZOE).encode("utf-16-le"), "Zoë"),
    (
        "utf-16-be",
        False,
        ('<?xml version="1.0" encoding="UTF-16"?>' + ZOE).encode("utf-16-be"),
        "Zoë",
    ),
    (
        "cp1252",
        False,
        ('<?xml version="1.0" encoding="windows-1252"?>' + LATIN).encode("cp1252"),
        "Zoë",
    ),
    (
        "cp1250",
        False,
        ('<?xml version="1.0" encoding="Windows-1250"?>' + POLISH).encode("cp1250"),
        "Łódź",
    ),
    (
        "iso-8859-1",
        False,
        ("<?xml version='1.0' encoding='ISO-8859-1'?>" + LATIN).encode("latin-1"),
        "Zoë",
    ),
    ("utf-8", False, ('  \n<?xml version="1.0" encoding="utf-16"?>' + ZOE).encode(), "Zoë"),
]


@pytest.mark.parametrize(("encoding", "bom", "data", "first"), ENCODED)
def test_encodings(encoding: str, bom: bool, data: bytes, first: str) -> None:
    document = read_bytes_here(data)
    assert (document.read_as.encoding, document.read_as.bom) == (encoding, bom)
    assert document.tables[0].frame.rows()[0][1] == first


DIALECTS = [
    HEAD.replace(f' xmlns:ss="{SS}"', ""),
    HEAD.replace(f' xmlns="{SS}"', "").replace(f' xmlns:ss="{SS}"', ""),
    HEAD.replace(
        "<Workbook", '<?mso-application progid="Excel.Sheet"?>\n<!-- by hand -->\n<Workbook'
    ),
]


@pytest.mark.parametrize("head", DIALECTS)
def test_forgotten_namespaces_are_understood(head: str) -> None:
    data = book(row("a", cell("c", ' ss:Index="3"')), head=head)
    assert read_rows(data) == [(1, "a", None, "c")]


@pytest.mark.parametrize("prefix", ["ss:", "n0:", "w:"])
def test_prefixes_everywhere(prefix: str) -> None:
    name = prefix.rstrip(":")
    xml = book(row("a", cell("c", ' ss:Index="3"'))).decode().replace("ss:", prefix)
    for element in ("Workbook", "Worksheet", "Table", "Row", "Cell", "Data", "Styles", "Style"):
        xml = xml.replace(f"<{element}", f"<{prefix}{element}")
        xml = xml.replace(f"</{element}>", f"</{prefix}{element}>")
    xml = xml.replace(f"{prefix}{prefix}", prefix).replace("xmlns:ss", f"xmlns:{name}")
    assert read_rows(xml.encode()) == [(1, "a", None, "c")]


def test_prefixes_declared_anew_on_every_element() -> None:
    declared = f' xmlns:n9="{SS}"'
    data = book(
        f'<n9:Row{declared}><n9:Cell{declared} n9:Index="2"><n9:Data{declared} n9:Type="String">b'
        "</n9:Data></n9:Cell></n9:Row>"
    )
    assert read_rows(data) == [(1, None, "b")]
