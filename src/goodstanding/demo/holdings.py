"""Who holds which license in the demonstration, in days from any today."""

from __future__ import annotations

import random
from functools import cache
from typing import NamedTuple

from goodstanding.demo.license_types import catalog
from goodstanding.demo.numbers import number
from goodstanding.demo.people import Person, people, username_stem

DEFAULT_MONTHS = 24
"""The life of a license whose type says nothing of a renewal period."""


class Holding(NamedTuple):
    """One license of one person. Days count from today, those before it are negative.

    ``expires`` is None where the license does not expire and where it has yet to begin;
    ``issued`` is None where the issue date follows from the expiration date.
    """

    person: Person
    license_id: str
    number: str
    issued: int | None
    expires: int | None
    status: str
    hours: str
    verified: int | None
    method: str
    notes: str


class _Story(NamedTuple):
    weight: int
    first_day: int
    last_day: int
    starts: bool = False


_FAR = 10_000  # as far ahead as the renewal period allows
_STORIES = (
    _Story(108, 91, _FAR),
    _Story(9, 61, 90),
    _Story(9, 31, 60),
    _Story(9, 8, 30),
    _Story(5, 1, 7),
    _Story(2, 90, 90),
    _Story(2, 60, 60),
    _Story(2, 30, 30),
    _Story(2, 7, 7),
    _Story(2, 0, 0),
    _Story(2, -1, -1),
    _Story(8, -30, -2),
    _Story(8, -400, -31),
    _Story(4, 3, 45, starts=True),
)
_STATUSES = {
    "Active": 270,
    "Pending": 9,
    "Inactive": 9,
    "Probation": 7,
    "Suspended": 5,
    "Revoked": 4,
    "Surrendered": 4,
}
# Dora is the one to look at: a license in nearly every state of expiry.
_DORA = {
    "RN-OH": 18,
    "RN-PA": 410,
    "RN-TX": -95,
    "BLS": 5,
    "ACLS": 0,
    "PALS": -1,
    "CPI": 75,
    "TB": 160,
    "DRIVER": 45,
}
_ACTIVE = ("Active",)
_CARDS = {"All Staff", "General Staff", "Direct Care"}
"""The roles whose cards and papers no board can suspend or take away."""

_SEEN = ("Card seen", "Original seen")
_METHODS = ("Board website", "Card seen", "Telephone", "Letter from the board")
_NOTES = (
    "Copy in the personnel folder.",
    "Renewal applied for.",
    "Issued under an earlier name.",
    "Original seen at hire.",
)


@cache
def holdings() -> tuple[Holding, ...]:
    """About 900 licenses of the 300 people, never two of a type for one person."""
    chance = random.Random(7)  # noqa: S311 - invented licenses, not secrets
    used: set[tuple[str, str]] = set()
    return tuple(
        _holding(person, code, _unused_number(person, code, used, chance), chance)
        for person in people()
        for code in _license_ids(person, chance)
    )


def _license_ids(person: Person, chance: random.Random) -> list[str]:
    extra = [code for code in person.job.sometimes if chance.random() < 0.22]
    return [*person.job.always, *extra]


def _unused_number(
    person: Person, code: str, used: set[tuple[str, str]], chance: random.Random
) -> str:
    """A number that nobody else has on a license of this type."""
    initial = username_stem(person.first, person.last)[2].upper()
    found = number(code, initial, chance)
    while found and (code, found) in used:
        found = number(code, initial, chance)
    used.add((code, found))
    return found


def _holding(person: Person, code: str, digits: str, chance: random.Random) -> Holding:
    issued, expires = _days(code, chance)
    if person.username == "dora":
        issued, expires = None, _DORA[code]
    by_board = catalog()[code]["Professional Role"] not in _CARDS
    (status,) = chance.choices(list(_STATUSES), list(_STATUSES.values())) if by_board else _ACTIVE
    verified = -chance.randint(5, 300) if chance.random() < 0.4 and (issued or 0) <= 0 else None
    method = chance.choice(_METHODS if by_board else _SEEN) if verified is not None else ""
    hours = catalog()[code]["Hours Required"] if chance.random() < 0.5 else ""
    notes = chance.choice(_NOTES) if chance.random() < 0.12 else ""
    return Holding(person, code, digits, issued, expires, status, hours, verified, method, notes)


def _days(code: str, chance: random.Random) -> tuple[int | None, int | None]:
    """The days from today on which the license begins and ends; see ``Holding``."""
    if catalog()[code]["Expires"] == "No":
        return -chance.randint(200, 3000), None
    (story,) = chance.choices(_STORIES, [one.weight for one in _STORIES])
    # A license that has begun cannot end more than its own life from now.
    latest = renewal_months(code) * 30 - 30
    day = chance.randint(story.first_day, min(story.last_day, latest))
    return (day, None) if story.starts else (None, day)


def renewal_months(code: str) -> int:
    """How many months a license of this type lasts."""
    return int(catalog()[code]["Renewal Months"] or DEFAULT_MONTHS)
