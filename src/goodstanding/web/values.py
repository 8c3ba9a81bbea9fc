"""Values of addresses and forms beside the forms' own fields: a bounded reader for each kind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from goodstanding.refusals import Invalid

LARGEST_ID = 2**63 - 1
LARGEST_NUMBER = 10_000_000
"""More pages, rows or versions there are not."""
LONGEST_TEXT = 1_000
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)
"""Days outside of these are slips, and next to them the calendar of the program ends."""


def read_id(params: Mapping[str, str], name: str) -> int | None:
    """The number of a record; None for what is no such number."""
    return _whole(params.get(name, ""), LARGEST_ID)


def read_number(params: Mapping[str, str], name: str, default: int) -> int:
    """A whole number from 0, such as a page or a version."""
    number = _whole(params.get(name, ""), LARGEST_NUMBER)
    return default if number is None else number


def read_words(params: Mapping[str, str], name: str) -> str:
    """What somebody types to search, without blanks around it."""
    text = params.get(name, "").strip()
    if len(text) > LONGEST_TEXT or not _can_be_stored(text):
        raise Invalid(
            "text-unreadable",
            "This text is too long, or has characters in it that nobody can type. Nothing was "
            "searched for.",
            "Type a few letters or words.",
            field=name,
        )
    return text


def _whole(text: str, most: int) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
    return number if number is not None and number <= most else None


def _can_be_stored(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)
