"""The cells of a row in plain Python: for those who read the file with ``csv`` by hand."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+[0-9]{1,3}")
STATUSES = frozenset(("active", "pending", "inactive", "probation", "suspended", "revoked",
                      "surrendered", "expired"))  # fmt: skip

DATES: dict[str, date] = {}
"""Each distinct date is read once: everybody who writes this by hand comes to that."""


def rows_of(path: str) -> Iterator[dict[str, str]]:
    """The rows of a tab-delimited file, by heading."""
    with Path(path).open(newline="", encoding="utf-8") as source:
        yield from csv.DictReader(source, delimiter="\t")


def values_of(row: dict[str, str]) -> dict[str, Any]:
    """The values of a license in a row; ``ValueError`` for what cannot be meant."""
    values = {
        "issued_on": day(row["Issue Date"]),
        "expires_on": day(row["Expiration Date"]),
        "status": row["Status"],
        "multistate": row["Multistate"] == "Yes",
        "hours_required": hours(row["Total Hours Required"]),
        "notes": row["Notes"],
    }
    if values["expires_on"] < values["issued_on"]:
        raise ValueError("expires before it was issued")
    if values["status"] not in STATUSES:
        raise ValueError("no such status")
    if SCIENTIFIC.fullmatch(row["License Number"]):
        raise ValueError("the number has lost its digits")
    return values


def day(text: str) -> date:
    """A date as MM/DD/YYYY."""
    found = DATES.get(text)
    if found is None:
        found = datetime.strptime(text, "%m/%d/%Y").date()  # noqa: DTZ007 (it is a day)
        DATES[text] = found
    return found


def hours(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise ValueError("not a number") from error
