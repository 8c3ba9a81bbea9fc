"""Files that are no spreadsheet we read: known by their first bytes, refused with a way out."""

from __future__ import annotations

import re
from dataclasses import dataclass

from goodstanding.formats.encodings.detect import known_encoding
from goodstanding.formats.package.archive import has_password
from goodstanding.formats.safe_xml import decode_head, doctype_line, refuse_doctype, root_name
from goodstanding.formats.unreadable import Unreadable

SAVE_AS = 'Open it in Excel, choose Save As and "Excel Workbook (.xlsx)", and upload that file.'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How a compound file begins: an old workbook, or a new one in the wrapping of a password."""


@dataclass(frozen=True, slots=True)
class Foreign:
    """A kind of file that is not read: its code, what was found, and what to do instead."""

    code: str
    message: str
    remedy: str
    place: str = "byte 1"


def _not_a_sheet(code: str, what: str, remedy: str = "Choose the spreadsheet itself.") -> Foreign:
    return Foreign(code, f"The file is {what}, not a spreadsheet that can be read here.", remedy)


_UNPACK = "Unpack it and choose the spreadsheet in it."
_PICTURE = _not_a_sheet("file-is-picture", "a picture")
_BINARY = _not_a_sheet("file-is-binary", "not text at all", "Choose the spreadsheet. " + SAVE_AS)
_SIGNATURES: tuple[tuple[bytes, Foreign], ...] = (
    (b"\x89PNG\r\n\x1a\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF87a", _PICTURE),
    (b"GIF89a", _PICTURE),
    (b"II*\x00", _PICTURE),
    (b"MM\x00*", _PICTURE),
    (b"%PDF-", _not_a_sheet("file-is-pdf", "a PDF document")),
    (b"{\\rtf", _not_a_sheet("file-is-word", "a text document (RTF)")),
    (
        OLE,
        _not_a_sheet(
            "file-is-old-excel",
            "an Excel 97-2003 workbook (.xls), or another document of that time",
            SAVE_AS,
        ),
    ),
    (b"PK\x03\x04", _not_a_sheet("file-is-zip", "a zip archive", _UNPACK)),
    (b"PK\x05\x06", _not_a_sheet("file-is-zip", "an empty zip archive")),
    (b"\x1f\x8b", _not_a_sheet("file-is-gzip", "a compressed file (gzip)", _UNPACK)),
    (b"7z\xbc\xaf\x27\x1c", _not_a_sheet("file-is-zip", "a 7-Zip archive", _UNPACK)),
    (b"PAR1", _not_a_sheet("file-is-binary", "a Parquet data file")),
    (b"SQLite format 3\x00", _not_a_sheet("file-is-binary", "a database file (SQLite)")),
)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PASSWORD = has_password("EncryptedPackage")
_PROTECTED = Foreign(_PASSWORD.code, _PASSWORD.message, _PASSWORD.remedy, _PASSWORD.place)
_OPEN_DOCUMENT = _not_a_sheet(
    "file-is-open-document",
    "an OpenDocument file in a form of its own (such as Flat XML)",
    'Open it in LibreOffice, choose Save As and "ODF Spreadsheet (.ods)".',
)
_WEB_PAGE = _not_a_sheet(
    "file-is-web-page", "a web page (HTML) without a table, whatever its name says", SAVE_AS
)
_JSON_DATA = _not_a_sheet("file-is-json", "data in JSON", SAVE_AS)
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|title|style|div|center|font)\b",
    re.I | re.S,
)
_JSON = re.compile(r"\s*(?:\[\s*(?:[\[{\"]|\])|\{\s*(?:\"|\}))")
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def recognize(head: bytes) -> Foreign | None:
    """What the first bytes of a file show it to be, when that is nothing we read."""
    if head.startswith(OLE) and _ENCRYPTED in head:
        return _PROTECTED
    for signature, foreign in _SIGNATURES:
        if head.startswith(signature):
            return foreign
    return _marked_up(head) or _binary(head)


def is_web_page(head: bytes) -> bool:
    """Whether the first element of a text is one of HTML."""
    return bool(_HTML.match(decode_head(head)))


def refuse(head: bytes) -> Unreadable:
    """The refusal of a file that no format claims, by its first bytes."""
    foreign = recognize(head) or _BINARY
    return Unreadable(foreign.code, foreign.message, foreign.remedy, place=foreign.place)


def _marked_up(head: bytes) -> Foreign | None:
    text = decode_head(head)
    if _HTML.match(text):
        return _WEB_PAGE
    if _JSON.match(text):
        return _JSON_DATA
    if not text.lstrip().startswith("<"):
        return None
    line = doctype_line(text)
    if line:
        said = refuse_doctype(line)
        return Foreign(said.code, said.message, said.remedy, said.place)
    return _xml(root_name(text))


def _xml(root: str) -> Foreign | None:
    if not root:
        return None
    if root in {"office:document", "office:document-content"}:
        return _OPEN_DOCUMENT
    other = " of another namespace" if root.rpartition(":")[2] == "Workbook" else ""
    return Foreign(
        "xml-not-spreadsheet",
        f"The file is XML, but of another kind: its first element is <{root}>{other} where a "
        "spreadsheet has <Workbook>.",
        'Open the data in Excel, choose Save As and "XML Spreadsheet 2003".',
        place=f"element {root}",
    )


def _binary(head: bytes) -> Foreign | None:
    """Neither text nor UTF-16: control characters all over."""
    if known_encoding(head)[0] or not head:
        return None
    zeros, controls = head.count(0), len(_CONTROL.findall(head))
    if zeros > len(head) * 0.02 + 2 or controls > len(head) * 0.05 + 8:
        return _BINARY
    return None
