"""What the parts of an Excel workbook are: its sheets, its texts, its styles and its calendar."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from lxml import etree

from goodstanding.formats.package.archive import Archive, damaged, has_password, read_part
from goodstanding.formats.package.xml_parts import attribute, local_name, parse_part
from goodstanding.formats.unreadable import Unreadable
from goodstanding.formats.workbook.number_formats import Kind, format_kind

_DATES = frozenset([*range(14, 18), 22, *range(27, 32), 36, *range(50, 55), 57, 58])
_TIMES = frozenset([*range(18, 22), *range(32, 36), *range(45, 48), 55, 56])
"""Built-in number formats, ECMA-376 Part 1, 18.8.30; those of East Asia among them."""

XLSB = Unreadable(
    "file-is-xlsb",
    "The file is an Excel binary workbook (.xlsb), which is not read here.",
    'Open it in Excel, choose Save As and "Excel Workbook (.xlsx)", and upload that file.',
    place="part xl/workbook.bin",
)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A sheet by its name, whether it is hidden, and the part that holds its cells."""

    name: str
    hidden: bool
    part: str


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook without its cells; ``kinds`` has what each style's number format shows."""

    sheets: tuple[SheetPart, ...]
    strings: str
    kinds: tuple[Kind, ...]
    date1904: bool


def open_book(archive: Archive) -> Book:
    """The book that the archive holds, or Unreadable when it is none or damaged."""
    main = _main_part(archive)
    book = parse_part(read_part(archive, main), main)
    related = _relations(archive, main)
    sheets = tuple(
        SheetPart(
            attribute(sheet, "name") or f"Sheet{number}",
            attribute(sheet, "state") in {"hidden", "veryHidden"},
            _sheet_part(archive, related, attribute(sheet, "id"), number),
        )
        for number, sheet in enumerate(book.iterfind("{*}sheets/{*}sheet"), start=1)
    )
    properties = book.find("{*}workbookPr")
    date1904 = properties is not None and attribute(properties, "date1904") in {"1", "true"}
    styles = _part_of_type(archive, related, "styles", "xl/styles.xml")
    kinds = _kinds(parse_part(read_part(archive, styles), styles)) if styles else ()
    strings = _part_of_type(archive, related, "sharedStrings", "xl/sharedStrings.xml")
    return Book(tuple(each for each in sheets if each.part), strings, kinds, date1904)


def _main_part(archive: Archive) -> str:
    names = archive.parts
    if "xl/workbook.bin" in names:
        raise XLSB
    if "encryptedpackage" in names:
        raise has_password("EncryptedPackage")
    for kind, target in _relations(archive, "").values():
        if kind == "officeDocument" and target.lower() in names:
            if target.lower().endswith(".bin"):
                raise XLSB
            if target.lower().startswith(("word/", "ppt/")):
                raise _other(target)
            return target
    if "xl/workbook.xml" in names:
        return "xl/workbook.xml"
    raise _other("the list of its parts")


def _other(place: str) -> Unreadable:
    return Unreadable(
        "file-is-zip",
        "The file is a zip archive or a document of another kind; there is no workbook in it.",
        "Choose the spreadsheet itself. If it is inside of an archive, unpack the archive first.",
        place=place,
    )


def _relations(archive: Archive, part: str) -> dict[str, tuple[str, str]]:
    """What a part refers to: id -> (last word of the type, name of the part)."""
    folder, name = posixpath.split(part)
    source = posixpath.join(folder, "_rels", f"{name}.rels")
    if source.lower() not in archive.parts:
        return {}
    root = parse_part(read_part(archive, source), source)
    found = {}
    for each in root:
        if local_name(each) != "Relationship" or attribute(each, "TargetMode") == "External":
            continue
        target = attribute(each, "Target").replace("\\", "/")
        whole = target if target.startswith("/") else posixpath.join(folder, target)
        kind = attribute(each, "Type").rpartition("/")[2]
        found[attribute(each, "Id")] = kind, posixpath.normpath(whole).lstrip("/")
    return found


def _sheet_part(
    archive: Archive, related: dict[str, tuple[str, str]], id_: str, number: int
) -> str:
    """The part with the sheet's cells; "" for a sheet that is a chart or a dialog."""
    kind, target = related.get(id_, ("worksheet", f"xl/worksheets/sheet{number}.xml"))
    if kind != "worksheet":
        return ""
    if target.lower() not in archive.parts:
        raise damaged(f"the part with the cells of sheet {number} is missing", f"sheet {number}")
    return target


def _part_of_type(
    archive: Archive, related: dict[str, tuple[str, str]], kind: str, usual: str
) -> str:
    targets = [target for each, target in related.values() if each == kind]
    return next((name for name in [*targets, usual] if name.lower() in archive.parts), "")


def _kinds(styles: etree._Element) -> tuple[Kind, ...]:
    """What the number format of each cell style shows, in their order."""
    codes = {
        attribute(each, "numFmtId"): attribute(each, "formatCode")
        for each in styles.iterfind("{*}numFmts/{*}numFmt")
    }
    return tuple(
        _kind(attribute(each, "numFmtId"), codes) for each in styles.iterfind("{*}cellXfs/{*}xf")
    )


def _kind(number: str, codes: dict[str, str]) -> Kind:
    if number in codes:
        return format_kind(codes[number])
    built_in = int(number) if number.isdecimal() and len(number) < 9 else 0
    return "date" if built_in in _DATES else "time" if built_in in _TIMES else ""
