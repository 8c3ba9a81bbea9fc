"""What is wrong with XML that cannot be parsed, in words that name the line."""

from __future__ import annotations

import re

from lxml import etree

from goodstanding.formats.limits import Limits
from goodstanding.formats.unreadable import Unreadable

_CONTROL = re.compile(r"invalid xmlChar value (\d+)|Char 0x([0-9A-Fa-f]+) out of|Char value (\d+)")
_HUGE = re.compile(
    r"huge text node|text node too long|Excessive depth|too deep|huge input|XML_PARSE_HUGE"
)
_POSITION = re.compile(r",? ?line \d+, column \d+.*$", re.DOTALL)
_RESAVE = 'Open it in Excel and save it again as "XML Spreadsheet 2003".'


def explain(error: etree.XMLSyntaxError, limits: Limits) -> Unreadable:
    """The refusal for a syntax error, which names the line."""
    line = error.lineno or 1
    place = f"line {line}"
    reason = _POSITION.sub("", error.msg or "").strip() or "the text ends too early"
    control = _CONTROL.search(reason)
    if control:
        return _control(int(control[1] or control[3] or int(control[2], 16)), line, place)
    if _HUGE.search(reason):
        return _huge(reason, line, place, limits)
    return Unreadable(
        "xml-malformed",
        f"The XML is broken in line {line}: {reason}. Everything after it cannot be read.",
        f"Correct that line, or go back to the spreadsheet. {_RESAVE}",
        place=place,
    )


def _control(number: int, line: int, place: str) -> Unreadable:
    return Unreadable(
        "xml-control-character",
        f"Line {line} holds the control character number {number}, which XML does not allow. "
        "Excel writes such files when a cell contains an invisible character.",
        "Remove the control character from the cell in Excel (the function CLEAN does it), then "
        "save the file again.",
        place=place,
    )


def _huge(reason: str, line: int, place: str, limits: Limits) -> Unreadable:
    if "dep" in reason:
        return Unreadable(
            "xml-too-deep",
            f"Line {line} opens elements within elements more deeply than any spreadsheet does.",
            _RESAVE,
            place=place,
        )
    return Unreadable(
        "cell-too-long",
        f"A cell in line {line} holds more than 10,000,000 characters; a cell can hold at most "
        f"{limits.cell_characters:,}.",
        "Shorten the text in this cell, then save the file and upload it again.",
        place=place,
    )
