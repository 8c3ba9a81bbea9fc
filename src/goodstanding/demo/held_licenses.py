"""The sheet of licenses held in the demonstration, with its dates counted from today."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from goodstanding.demo.holdings import Holding, holdings, renewal_months
from goodstanding.demo.license_types import catalog

HEADING = [
    "Username",
    "Last Name",
    "First Name",
    "License ID",
    "Professional Role",
    "State",
    "License/Certification",
    "License Number",
    "Issue Date",
    "Expiration Date",
    "Does Not Expire",
    "Status",
    "Total Hours Required",
    "Verified Date",
    "Verified By",
    "Verification Method",
    "Notes",
]

_NAMING = ("License ID", "Professional Role", "State", "License/Certification")
# Of ten rows: five name the license by its ID, three by everything, two by role, state and name.
_NAMED_BY = ("id", "all", "id", "names", "id", "all", "id", "names", "id", "all")


def licenses_rows(today: date) -> list[list[str]]:
    """The header row, then about 900 licenses; dates are MM/DD/YYYY, counted from ``today``."""
    rows = [
        _blank_naming(license_cells(held, today), _NAMED_BY[place % len(_NAMED_BY)])
        for place, held in enumerate(holdings())
    ]
    return [HEADING, *([cells[column] for column in HEADING] for cells in rows)]


def license_cells(held: Holding, today: date) -> dict[str, str]:
    """Every cell of one license by heading, its License ID, role, state and name all given."""
    issued, expires = _dates(held, today)
    verified = _day(today, held.verified)
    if verified and issued:
        verified = max(verified, issued)  # nobody verifies what is yet to be issued
    never = catalog()[held.license_id]["Expires"] == "No"
    return {
        "Username": held.person.username,
        "Last Name": held.person.last,
        "First Name": held.person.first,
        **{column: catalog()[held.license_id][column] for column in _NAMING},
        "License Number": held.number,
        "Issue Date": us_date(issued),
        "Expiration Date": us_date(expires),
        "Does Not Expire": "Yes" if never else "",
        "Status": held.status,
        "Total Hours Required": held.hours,
        "Verified Date": us_date(verified),
        "Verified By": "Human Resources" if verified else "",
        "Verification Method": held.method,
        "Notes": held.notes,
    }


def us_date(day: date | None) -> str:
    """The day as MM/DD/YYYY, blank for none."""
    return day.strftime("%m/%d/%Y") if day else ""


def months_after(day: date, months: int) -> date:
    """The same day so many months later (before, if negative), or that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _dates(held: Holding, today: date) -> tuple[date | None, date | None]:
    months = renewal_months(held.license_id)
    issued, expires = _day(today, held.issued), _day(today, held.expires)
    if expires:
        return months_after(expires, -months), expires
    if issued and catalog()[held.license_id]["Expires"] == "Yes":
        return issued, months_after(issued, months)
    return issued, None


def _day(today: date, days: int | None) -> date | None:
    return None if days is None else today + timedelta(days=days)


def _blank_naming(cells: dict[str, str], named_by: str) -> dict[str, str]:
    """The cells without what this row leaves out of the naming of its license."""
    left_out = {"id": _NAMING[1:], "all": (), "names": _NAMING[:1]}[named_by]
    return {column: "" if column in left_out else value for column, value in cells.items()}
