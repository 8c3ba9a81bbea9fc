"""The 300 invented people of the demonstration: the named cast first, then everybody else."""

from __future__ import annotations

import random
import unicodedata
from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import cycle
from typing import NamedTuple

from goodstanding.demo.jobs import OFFICE, Job, job, jobs
from goodstanding.demo.organization import ORGANIZATION, Team, teams

PEOPLE = 300
HEADING = [
    "Username",
    "First Name",
    "Last Name",
    "E-mail",
    "Job Title",
    "Unit",
    "Active",
    "Role",
]

_EVERY_FORTIETH = 40  # of the people outside the cast has left and is inactive

# Letters that do not come apart into a plain letter and an accent.
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "ð": "d"})


class Person(NamedTuple):
    """One person: names, job, the path of the unit, and what the sheet of learners says."""

    username: str
    first: str
    last: str
    job: Job
    unit: tuple[str, ...]
    role: str = "Learner"
    active: bool = True


def learners_rows() -> list[list[str]]:
    """The sheet of learners: the header row, then a row for each of the 300 people."""
    return [HEADING, *(_row(person) for person in people())]


def supervised_units() -> dict[str, tuple[str, ...]]:
    """Username of each supervisor -> the path of the unit that they supervise."""
    return {person.username: person.unit for person in _cast() if person.role == "Supervisor"}


@cache
def people() -> tuple[Person, ...]:
    """Everybody, the named cast first; the same people each time."""
    chance = random.Random(7)  # noqa: S311 - invented people, not secrets
    cast = _cast()
    taken: Counter[str] = Counter()
    crew = teams()
    others = [
        _person(names, team, _job(team, place // len(crew), chance), taken)
        for place, (team, names) in enumerate(
            zip(cycle(crew), _names(PEOPLE - len(cast), chance), strict=False)
        )
    ]
    others[::_EVERY_FORTIETH] = [one._replace(active=False) for one in others[::_EVERY_FORTIETH]]
    return (*cast, *others)


def _cast() -> tuple[Person, ...]:
    top = (ORGANIZATION,)
    foundry = (*top, "East", "Foundry Ambulance")
    quarry = (*top, "East", "Quarry Street Clinic")
    nursing = (*top, "North", "Harbor Clinic", "Nursing")
    director, manager = job(OFFICE, "Regional Director"), job(OFFICE, "Site Manager")
    chief, auditor = job(OFFICE, "Operations Chief"), job(OFFICE, "Compliance Auditor")
    administrator, nurse = job(OFFICE, "Systems Administrator"), job("Nursing", "Charge Nurse")
    return (
        Person("alice", "Alice", "Thornquist", administrator, top, "Administrator"),
        Person("bob", "Bob", "Castellanet", director, (*top, "North"), "Supervisor"),
        Person("charlie", "Charlie", "Nwabara", manager, quarry, "Supervisor"),
        Person("erin", "Erin", "Vanterhall", director, (*top, "South"), "Supervisor"),
        Person("frank", "Frank", "Delamoss", chief, foundry, "Supervisor"),
        Person("dora", "Dora", "Lindegaard", nurse, nursing),
        Person("grace", "Grace", "Oyelowe-Hart", auditor, top, "Auditor"),
    )


def _names(count: int, chance: random.Random) -> list[tuple[str, str]]:
    """As many different pairs of a first and a last name as are asked for."""
    text = files("goodstanding.demo").joinpath("names.txt").read_text(encoding="utf-8")
    cells = [line.split("\t") for line in text.splitlines()]
    firsts = [name for kind, name in cells if kind == "first"]
    lasts = [name for kind, name in cells if kind == "last"]
    picks = chance.sample(range(len(firsts) * len(lasts)), count)
    return [(firsts[pick % len(firsts)], lasts[pick // len(firsts)]) for pick in picks]


def _job(team: Team, place: int, chance: random.Random) -> Job:
    """The job of a team's ``place``-th person: each title once, then by its share."""
    choice = [one for one in jobs() if one.share and one[:2] == (team.state, team.kind)]
    if place < len(choice):
        return choice[place]
    return chance.choices(choice, [one.share for one in choice])[0]


def _person(names: tuple[str, str], team: Team, given: Job, taken: Counter[str]) -> Person:
    first, last = names
    stem = username_stem(first, last)
    taken[stem] += 1
    username = stem if taken[stem] == 1 else f"{stem}{taken[stem]}"
    return Person(username, first, last, given, team.path)


def username_stem(first: str, last: str) -> str:
    """Initial, dot and last name in plain small letters: ``Mary Beth O'Dowd`` is ``m.odowd``."""
    initial, rest = (
        "".join(letter for letter in _plain(name) if letter.isascii() and letter.isalpha())
        for name in (first, last)
    )
    return f"{initial[0]}.{rest}"


def _plain(name: str) -> str:
    return unicodedata.normalize("NFD", name.lower().translate(_PLAIN))


def _row(person: Person) -> list[str]:
    return [
        person.username,
        person.first,
        person.last,
        f"{person.username}@example.org",
        person.job.title,
        " / ".join(person.unit),
        "Yes" if person.active else "No",
        person.role,
    ]
