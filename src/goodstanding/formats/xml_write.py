"""Sheets -> XML Spreadsheet 2003 in which every cell is text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import BinaryIO
from xml.sax.saxutils import quoteattr

import polars as pl

from goodstanding.formats.encoding import BOMS
from goodstanding.formats.format import Sheet
from goodstanding.formats.sheet_names import safe_names
from goodstanding.formats.table import ReadAs
from goodstanding.formats.xlsx_write import column_widths
from goodstanding.formats.xml_text import PREFIXES

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
_PICTURES = {chr(code): chr(0x2400 + code) for code in range(32) if chr(code) not in "\t\n\r"}
_PICTURES |= {"\ufffe": "\u2426", "\uffff": "\u2426"}
_POINTS_PER_CHARACTER = 5.5


def write(sheets: Sequence[Sheet], read_as: ReadAs, heading_rows: int, target: BinaryIO) -> ReadAs:
    """Write all sheets; the first ``heading_rows`` rows of each are bold and stay in view.

    Control characters, which XML cannot hold, are written as their visible pictures.
    Gives the ReadAs really used: an encoding is kept, since XML can spell any character.
    """
    encoding = read_as.encoding
    bom = read_as.bom or encoding.startswith("utf-16")
    marks = {name: mark for mark, name in BOMS}
    if bom:
        target.write(marks.get(encoding, b""))
    parts = [_HEAD % _declared(encoding)]
    names = safe_names([name for name, _ in sheets])
    parts += [
        _sheet(name, frame, heading_rows) for name, (_, frame) in zip(names, sheets, strict=True)
    ]
    parts.append("</Workbook>\n")
    for part in parts:
        target.write(part.encode(encoding, "xmlcharrefreplace"))
    return ReadAs("xml-spreadsheet", encoding, bom and encoding in marks)


def _declared(encoding: str) -> str:
    """The name of the encoding for the first line of the file."""
    if encoding.startswith("utf-16"):
        return "UTF-16"
    return encoding.replace("cp125", "windows-125").upper().replace("WINDOWS", "windows")


def _sheet(name: str, frame: pl.DataFrame, heading_rows: int) -> str:
    widths = "".join(
        f'   <Column ss:StyleID="text" ss:AutoFitWidth="0" ss:Width="{points}"/>\n'
        for points in (width * _POINTS_PER_CHARACTER for width in column_widths(frame))
    )
    rows = _rows(frame.head(heading_rows), "heading") + _rows(frame.slice(heading_rows), "text")
    return (
        f" <Worksheet ss:Name={quoteattr(name)}>\n"
        f'  <Table ss:ExpandedColumnCount="{max(frame.width, 1)}" '
        f'ss:ExpandedRowCount="{max(frame.height, 1)}">\n{widths}{rows}  </Table>\n'
        f"{_options(heading_rows)} </Worksheet>\n"
    )


def _rows(frame: pl.DataFrame, style: str) -> str:
    """The rows as text, made a column at a time."""
    if frame.is_empty():
        return ""
    escapes = _ESCAPES | _PICTURES
    opening = f'<Cell ss:StyleID="{style}">'
    cells = (
        pl.when(pl.col(name).fill_null("") == "")
        .then(pl.lit("<Cell/>"))
        .otherwise(
            pl.format(
                opening + '<Data ss:Type="String">{}</Data></Cell>',
                pl.col(name).str.replace_many(list(escapes), list(escapes.values())),
            )
        )
        .alias(name)
        for name in frame.columns
    )
    row = pl.concat_str(pl.lit("   <Row>"), *cells, pl.lit("</Row>\n"))
    return "".join(frame.select(row).to_series().to_list())


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
