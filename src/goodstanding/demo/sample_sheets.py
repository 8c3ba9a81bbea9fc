"""Spreadsheets to try the import with, in step with the licenses of the demonstration."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from goodstanding.demo import held_licenses
from goodstanding.demo.held_licenses import license_cells, months_after, us_date
from goodstanding.demo.holdings import Holding, holdings, renewal_months
from goodstanding.demo.people import Person, people, supervised_units

HEADING = ["Action", *held_licenses.HEADING]

_NEW_CARD = "FIRST-AID"

# Each of these spoils one cell or two of a row that would otherwise renew a license.
_FLAWS: tuple[dict[str, str], ...] = (
    {"Username": "", "Last Name": "", "First Name": ""},
    {"Username": "q.nobody"},
    {"Expiration Date": "06/31/2027"},
    {"Expiration Date": "soon"},
    {"Issue Date": "01/15/2026", "Expiration Date": "01/15/2025"},
    {"Does Not Expire": "Yes"},
    {"License Number": "1.23457E+11"},
    {"License ID": "UNICYCLE-OH"},
    {"Status": "Actve"},
    {"Total Hours Required": "thirty"},
    {"Action": "Delete", "License Number": "ZZ-000000"},
)


def sample_sheets(today: date) -> dict[str, list[list[str]]]:
    """File stem -> header row and rows, to go with ``licenses_rows`` of the same day.

    ``good-renewals`` renews 40 licenses and adds 10; ``bad-mixed`` has an example of most
    things that go wrong among rows that do not; ``supervisor-bob`` has rows that Bob may
    import and rows of learners outside his region.
    """
    sheets = {
        "good-renewals": _good_renewals(today),
        "bad-mixed": _bad_mixed(today),
        "supervisor-bob": _supervisor_bob(today),
    }
    return {stem: [HEADING, *map(_row, cells)] for stem, cells in sheets.items()}


def _good_renewals(today: date) -> list[dict[str, str]]:
    renewals = [_renewal(held, today) for held in _renewable()[::2][:40]]
    holders = {held.person.username for held in holdings() if held.license_id == _NEW_CARD}
    without = [one for one in _learners() if one.username not in holders]
    added = [_new_card(one, place, today) for place, one in enumerate(without[::11][:10], start=1)]
    return [*renewals, *added]


def _bad_mixed(today: date) -> list[dict[str, str]]:
    pool = _renewable()[1::2]
    nurse, card = (_take(pool, code) for code in ("RN-OH", "BLS"))
    good = [_renewal(held, today) for held in pool[:8]]
    twice, misspelt, gone, *flawed = pool[8 : 11 + len(_FLAWS)]
    spoiled = [_renewal(held, today) | flaw for held, flaw in zip(flawed, _FLAWS, strict=True)]
    return [
        *good,
        *_already_the_same(today),
        _with_notes_cleared(today),
        _renewal(gone, today) | {"Action": "Delete", "Expiration Date": ""},
        _renewal(misspelt, today) | {"Username": near(misspelt.person.username)},
        _renewal(card, today) | {"License ID": near(card.license_id)},
        _renewal(nurse, today) | _nearly_named(nurse, today),
        *spoiled,
        _renewal(twice, today),
        _renewal(twice, today),
    ]


def _supervisor_bob(today: date) -> list[dict[str, str]]:
    region = supervised_units()["bob"]
    staff = {one.username for one in _learners()}
    renewable = [held for held in _renewable() if held.person.username in staff]
    inside = [held for held in renewable if held.person.unit[: len(region)] == region]
    outside = [held for held in renewable if held.person.unit[: len(region)] != region]
    return [
        _renewal(held, today) for held in (*inside[::7][:8], *outside[::9][:4], *inside[1::7][:3])
    ]


def _learners() -> list[Person]:
    """The active learners, Dora among them."""
    return [one for one in people() if one.active and one.role == "Learner"]


def _renewable() -> list[Holding]:
    """Active licenses of active people that ran out of late or soon will, to renew from there."""
    return [
        held
        for held in holdings()
        if held.person.active
        and held.status == "Active"
        and held.expires is not None
        and -30 <= held.expires <= 90
    ]


def _renewal(held: Holding, today: date) -> dict[str, str]:
    """What somebody fills in to renew: whose license, which one, until when, and who checked."""
    kept = ("Username", "Last Name", "First Name", "License ID", "License Number")
    now = license_cells(held, today)
    ends = today + timedelta(days=held.expires or 0)
    return {
        **{column: now[column] for column in kept},
        "Expiration Date": us_date(months_after(ends, renewal_months(held.license_id))),
        "Verified Date": us_date(today),
        "Verified By": "Human Resources",
        "Verification Method": "Card seen",
    }


def _new_card(person: Person, place: int, today: date) -> dict[str, str]:
    issued = today - timedelta(days=14)
    return {
        "Username": person.username,
        "Last Name": person.last,
        "First Name": person.first,
        "License ID": _NEW_CARD,
        "License Number": f"FA-{place:05}",
        "Issue Date": us_date(issued),
        "Expiration Date": us_date(months_after(issued, renewal_months(_NEW_CARD))),
        "Status": "Active",
    }


def _already_the_same(today: date) -> list[dict[str, str]]:
    settled = (held for held in _held_by_active() if held.expires and held.expires > 200)
    return [license_cells(held, today) for held, _ in zip(settled, range(3), strict=False)]


def _with_notes_cleared(today: date) -> dict[str, str]:
    noted = next(held for held in _held_by_active() if held.notes and (held.expires or 0) > 90)
    return license_cells(noted, today) | {"Notes": "CLEAR"}


def _held_by_active() -> Iterable[Holding]:
    learners = {one.username for one in _learners()}
    return (held for held in holdings() if held.person.username in learners)


def _nearly_named(held: Holding, today: date) -> dict[str, str]:
    """The license by role, state and name in place of its ID, a letter of the name missing."""
    cells = license_cells(held, today)
    named = {column: cells[column] for column in ("Professional Role", "State")}
    name = cells["License/Certification"].replace("Registered", "Registerd")
    return {"License ID": "", **named, "License/Certification": name}


def _take(pool: list[Holding], code: str) -> Holding:
    """The first license of this type in the pool, which it leaves."""
    found = next(held for held in pool if held.license_id == code)
    pool.remove(found)
    return found


def near(word: str) -> str:
    """The word with its last two letters that differ changed about, as hurried people type."""
    place = max(at for at in range(len(word) - 1) if word[at] != word[at + 1])
    return f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"


def _row(cells: dict[str, str]) -> list[str]:
    return [cells.get(column, "") for column in HEADING]
