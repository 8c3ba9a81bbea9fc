"""XML bytes -> safe XML: decoded, without declaration, doctype refused, prefixes declared."""

from __future__ import annotations

import re
from typing import TypedDict

from goodstanding.formats.encodings.detect import known_encoding
from goodstanding.formats.unreadable import Unreadable

SPREADSHEET = "urn:schemas-microsoft-com:office:spreadsheet"
EXCEL = "urn:schemas-microsoft-com:office:excel"
OFFICE = "urn:schemas-microsoft-com:office:office"
PREFIXES = {
    "ss": SPREADSHEET,
    "x": EXCEL,
    "o": OFFICE,
    "c": "urn:schemas-microsoft-com:office:component:spreadsheet",
    "html": "http://www.w3.org/TR/REC-html40",
}
"""The prefixes that writers of SpreadsheetML use, some without ever declaring them."""


class ParserOptions(TypedDict):
    """Those options of lxml's parsers that we set."""

    load_dtd: bool
    no_network: bool
    resolve_entities: bool
    huge_tree: bool
    remove_comments: bool
    remove_pis: bool


HARDENED: ParserOptions = {
    "load_dtd": False,
    "no_network": True,
    "resolve_entities": False,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}
"""What every parser of XML is given: no entities, no network, no endless trees."""

_DECLARED = re.compile(r"""\A<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DECLARATION = re.compile(r"\A<\?xml\s[^>]*\?>")
_ROOT = re.compile(r"<([A-Za-z_][\w.:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_NAME = re.compile(r"<([^\W\d][\w.:-]*)")
_ENCODINGS = re.compile(r"(?i)utf-?(8|16)|us-ascii|iso-8859-\d+|windows-125\d|cp125\d")


def decode_head(head: bytes) -> str:
    """The first bytes as text good enough to look at, whatever they are; for detection only."""
    encoding = known_encoding(head)[0] or "latin-1"
    return head.decode(encoding, errors="ignore").lstrip("\ufeff").removeprefix("ï»¿")


def root_name(text: str) -> str:
    """The name of the first element as written, or "" when there is none."""
    match = _NAME.match(text, prolog_end(text))
    return match.group(1) if match else ""


def is_spreadsheet(text: str) -> bool:
    """Whether the first element is a Workbook of SpreadsheetML, or one without any namespace."""
    start = prolog_end(text)
    name = root_name(text)
    if name.rpartition(":")[2] != "Workbook" or doctype_line(text):
        return False
    tag = text[start : start + 4096].partition(">")[0]
    return SPREADSHEET in tag or (name == "Workbook" and "xmlns=" not in tag)


def prolog_end(text: str) -> int:
    """Where the first element or the doctype begins: after declaration and comments."""
    at = 0
    while True:
        while at < len(text) and text[at].isspace():
            at += 1
        closing = (
            "?>" if text.startswith("<?", at) else "-->" if text.startswith("<!--", at) else ""
        )
        if not closing:
            return at
        end = text.find(closing, at + 2)
        if end < 0:
            return at
        at = end + len(closing)


def doctype_line(text: str) -> int:
    """The line, from 1, on which a document type declaration begins; 0 when there is none."""
    at = prolog_end(text)
    return text.count("\n", 0, at) + 1 if text[at : at + 9].upper() == "<!DOCTYPE" else 0


def safe_xml(data: bytes) -> tuple[bytes, str, bool]:
    """The document in UTF-8 without its declaration, its encoding, and whether it had a mark.

    Line numbers stay what they were. Raises Unreadable for a doctype (code ``xml-doctype``)
    and for an encoding that is unknown or does not fit.
    """
    encoding, bom = known_encoding(data)
    raw = data if encoding else data.lstrip()
    head = raw[:200].decode(encoding or "latin-1", errors="ignore").lstrip("\ufeff \t\r\n")
    declared = _DECLARED.match(head)
    if not encoding:
        encoding = _python_name(declared.group(1)) if declared else "utf-8"
    text = _decode(data, encoding).lstrip("\ufeff")
    lead = len(text) - len(text.lstrip())
    blank, text = text[:lead], text[lead:]
    if line := doctype_line(text):
        raise refuse_doctype(line + blank.count("\n"))
    match = _DECLARATION.match(text)
    if match:
        text = "\n" * match.group().count("\n") + text[match.end() :]
    # Lines are counted on, but nothing may stand before the root that was not there.
    return ("\n" * blank.count("\n") + declare_prefixes(text)).encode(), encoding, bom


def declare_prefixes(text: str) -> str:
    """The document with the usual prefixes declared where it uses them without saying so."""
    root = _ROOT.search(text, prolog_end(text))
    if not root:
        return text
    name, attributes = root.group(1), root.group(2)
    wanted = [
        f' xmlns:{prefix}="{uri}"'
        for prefix, uri in PREFIXES.items()
        if f"xmlns:{prefix}=" not in attributes and f"{prefix}:" in text
    ]
    if ":" not in name and "xmlns=" not in attributes:
        wanted.append(f' xmlns="{SPREADSHEET}"')
    at = root.start(2)
    return text[:at] + "".join(wanted) + text[at:]


def _python_name(declared: str) -> str:
    if _ENCODINGS.fullmatch(declared):
        name = declared.lower()
        # A declaration of UTF-16 over bytes that are not UTF-16 is a known lie of writers.
        return "utf-8" if name.startswith("utf") else name.replace("windows-", "cp")
    raise Unreadable(
        "encoding-unknown",
        f"The file says that its character set is {declared}, which is not read here.",
        'Open it in Excel and save it again as "XML Spreadsheet 2003".',
        place="line 1",
    )


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = data.count(b"\n", 0, start) + 1
        raise Unreadable(
            "encoding-mixed",
            f"The file is in {encoding.upper()}, its first line says, but line {line} has "
            "characters of another kind.",
            'Open it in Excel and save it again as "XML Spreadsheet 2003".',
            place=f"line {line}",
        ) from error


def refuse_doctype(line: int) -> Unreadable:
    """The refusal of a document type declaration on this line."""
    return Unreadable(
        "xml-doctype",
        f"Line {line} holds a document type declaration (DOCTYPE). It is refused, because such a "
        "declaration can make a reader open other files or run out of memory.",
        "Delete the declaration, or save the spreadsheet again from Excel.",
        place=f"line {line}",
    )
