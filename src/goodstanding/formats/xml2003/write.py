"""Sheets -> XML Spreadsheet 2003 in which every cell is text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from xml.sax.saxutils import quoteattr

import polars as pl

from goodstanding.formats.encodings.detect import BOMS
from goodstanding.formats.format import Blocks, Rows, Sheet, frames_of, head_of
from goodstanding.formats.safe_xml import PREFIXES
from goodstanding.formats.sheet_names import safe_names
from goodstanding.formats.styled_workbook.sheet import column_widths
from goodstanding.formats.table import ReadAs

_NAMESPACES = "".join(
    f' xmlns:{prefix}="{PREFIXES[prefix]}"' for prefix in ("o", "x", "ss", "html")
)
_HEAD = f"""<?xml version="1.0" encoding="%s"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="{PREFIXES["ss"]}"{_NAMESPACES}>
 <Styles>
  <Style ss:ID="Default" ss:Name="Normal"/>
  <Style ss:ID="text"><NumberFormat ss:Format="@"/></Style>
  <Style ss:ID="heading"><Font ss:Bold="1"/><NumberFormat ss:Format="@"/></Style>
 </Styles>
"""
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
# XML cannot hold these at all; their pictures (U+2400 and on) show what was there.
_ESCAPES |= {chr(code): chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n\r"}
_ESCAPES |= {"\ufffe": "\u2426", "\uffff": "\u2426"}
_SPELLED = r"[&<>\x00-\x1f\x{fffe}\x{ffff}]"
_POINTS_PER_CHARACTER = 5.5


def write(sheets: Sequence[Sheet], read_as: ReadAs, heading_rows: int) -> Blocks:
    """All sheets; the first ``heading_rows`` rows of each are bold and stay in view.

    Control characters, which XML cannot hold, are written as their visible pictures.
    Gives at last the ReadAs really used: an encoding is kept, since XML can spell any character.
    """
    encoding = read_as.encoding
    bom = read_as.bom or encoding.startswith("utf-16")
    marks = {name: mark for mark, name in BOMS}
    mark = marks.get(encoding, b"") if bom else b""
    yield mark + (_HEAD % _declared(encoding)).encode(encoding)
    names = safe_names([name for name, _ in sheets])
    for name, (_, rows) in zip(names, sheets, strict=True):
        for part in _sheet(name, rows, heading_rows):
            if encoding == "utf-8":
                yield part
            else:
                yield part.decode().encode(encoding, "xmlcharrefreplace")
    yield "</Workbook>\n".encode(encoding)
    return ReadAs("xml-spreadsheet", encoding, bom and encoding in marks)


def _declared(encoding: str) -> str:
    """The name of the encoding for the first line of the file."""
    if encoding.startswith("utf-16"):
        return "UTF-16"
    return encoding.replace("cp125", "windows-125").upper().replace("WINDOWS", "windows")


def _sheet(name: str, rows: pl.DataFrame | Rows, heading_rows: int) -> Iterator[bytes]:
    head = head_of(rows)
    widths = "".join(
        f'   <Column ss:StyleID="text" ss:AutoFitWidth="0" ss:Width="{points}"/>\n'
        for points in (width * _POINTS_PER_CHARACTER for width in column_widths(head))
    )
    # How many rows there are is better not said than said wrongly: Excel refuses such a file.
    known = isinstance(rows, pl.DataFrame)
    count = f' ss:ExpandedRowCount="{max(head.height, 1)}"' if known else ""
    yield (
        f" <Worksheet ss:Name={quoteattr(name)}>\n"
        f'  <Table ss:ExpandedColumnCount="{max(head.width, 1)}"{count}>\n{widths}'
    ).encode()
    left = heading_rows
    for frame in frames_of(rows):
        yield _rows(frame.head(left), "heading") + _rows(frame.slice(left), "text")
        left = max(left - frame.height, 0)
    yield f"  </Table>\n{_options(heading_rows)} </Worksheet>\n".encode()


def _rows(frame: pl.DataFrame, style: str) -> bytes:
    """The rows as text, made a column at a time."""
    if frame.is_empty():
        return b""
    # Most columns have nothing to be spelled, and looking for one of some letters is quick.
    doubtful = frame.select(pl.all().str.contains(_SPELLED).any())
    opening = pl.lit(f'<Cell ss:StyleID="{style}"><Data ss:Type="String">')
    cells = []
    for name in frame.columns:
        text = pl.col(name)
        if doubtful[name].item():
            text = text.str.replace_many(list(_ESCAPES), list(_ESCAPES.values()))
        full = pl.when(pl.col(name) != "").then(
            pl.concat_str(opening, text, pl.lit("</Data></Cell>"))
        )
        cells.append(full.otherwise(pl.lit("<Cell/>")).alias(name))
    row = pl.concat_str(pl.lit("   <Row>"), *cells, pl.lit("</Row>"))
    lines = BytesIO()
    frame.select(row).write_csv(lines, include_header=False, quote_style="never")
    return lines.getvalue()


def _options(heading_rows: int) -> str:
    if not heading_rows:
        return ""
    return (
        '  <WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel">\n'
        "   <FreezePanes/><FrozenNoSplit/>\n"
        f"   <SplitHorizontal>{heading_rows}</SplitHorizontal>\n"
        f"   <TopRowBottomPane>{heading_rows}</TopRowBottomPane>\n"
        "   <ActivePane>2</ActivePane>\n"
        "  </WorksheetOptions>\n"
    )
