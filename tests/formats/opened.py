"""What a workbook says beside its texts, taken from its XML: looks, notes, checks, states."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO

from lxml import etree

MAIN = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


@dataclass(frozen=True)
class Cell:
    """A cell: what is stored in it, whether that is text, its number format and its fill."""

    value: str
    is_text: bool
    number_format: str
    fill: str


@dataclass(frozen=True)
class OpenedSheet:
    """A sheet by its name: cells and notes by reference, checks by the first cell they are for."""

    name: str
    state: str
    cells: dict[str, Cell]
    notes: dict[str, str]
    checks: dict[str, dict[str, str]]
    formats: list[str]
    frozen: str
    filtered: str
    xml: str


def opened(content: bytes) -> list[OpenedSheet]:
    """The sheets of the workbook in their order; every part of it is well-formed."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name, part in parts.items():
        if name.endswith((".xml", ".rels", ".vml")):
            etree.fromstring(part)
    looks = _looks(parts["xl/styles.xml"])
    book = etree.fromstring(parts["xl/workbook.xml"])
    return [
        _sheet(parts, number, sheet, looks)
        for number, sheet in enumerate(book.iterfind("m:sheets/m:sheet", MAIN), start=1)
    ]


def sheet_named(content: bytes, name: str) -> OpenedSheet:
    """One sheet of the workbook."""
    return next(sheet for sheet in opened(content) if sheet.name == name)


def _looks(styles: bytes) -> list[tuple[str, str]]:
    root = etree.fromstring(styles)
    codes = {each.get("numFmtId"): each.get("formatCode") for each in root.iter("{*}numFmt")}
    codes |= {"0": "General", "49": "@"}
    fills = [
        (fill.find(".//m:fgColor", MAIN).get("rgb") or "")  # type: ignore[union-attr]
        if fill.find(".//m:fgColor", MAIN) is not None
        else ""
        for fill in root.iterfind("m:fills/m:fill", MAIN)
    ]
    return [
        (codes[each.get("numFmtId")] or "", fills[int(each.get("fillId") or 0)])
        for each in root.iterfind("m:cellXfs/m:xf", MAIN)
    ]


def _sheet(
    parts: dict[str, bytes],
    number: int,
    sheet: etree._Element,
    looks: list[tuple[str, str]],
) -> OpenedSheet:
    xml = parts[f"xl/worksheets/sheet{number}.xml"]
    root = etree.fromstring(xml)
    cells = {}
    for cell in root.iter("{*}c"):
        stored = cell.findtext("m:v", "", MAIN)
        is_text = cell.get("t") == "inlineStr"
        code, fill = looks[int(cell.get("s") or 0)]
        value = cell.findtext("m:is/m:t", "", MAIN) if is_text else stored
        cells[cell.get("r") or ""] = Cell(value, is_text, code, fill)
    checks = {}
    for check in root.iter("{*}dataValidation"):
        first = check.findtext("m:formula1", "", MAIN)
        checks[(check.get("sqref") or "").partition(":")[0]] = {**check.attrib, "formula1": first}
    pane = root.find(".//m:pane", MAIN)
    filtered = root.find("m:autoFilter", MAIN)
    return OpenedSheet(
        sheet.get("name") or "",
        sheet.get("state") or "visible",
        cells,
        _notes(parts, number),
        checks,
        [looks[int(col.get("style") or 0)][0] for col in _each_column(root)],
        "" if pane is None else pane.get("ySplit") or "",
        "" if filtered is None else filtered.get("ref") or "",
        xml.decode(),
    )


def _each_column(root: etree._Element) -> list[etree._Element]:
    """The element of each column, once for each column that it stands for."""
    return [
        col
        for col in root.iterfind("m:cols/m:col", MAIN)
        for _ in range(int(col.get("min") or 0), int(col.get("max") or 0) + 1)
    ]


def _notes(parts: dict[str, bytes], number: int) -> dict[str, str]:
    related = parts.get(f"xl/worksheets/_rels/sheet{number}.xml.rels")
    if related is None:
        return {}
    targets = [each.get("Target") or "" for each in etree.fromstring(related)]
    name = next(target for target in targets if "comments" in target).replace("..", "xl")
    return {
        each.get("ref") or "": "".join(each.itertext())
        for each in etree.fromstring(parts[name]).iter("{*}comment")
    }
