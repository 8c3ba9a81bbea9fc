"""The job titles of the demonstration, and the licenses that go with each (``jobs.txt``)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

OFFICE = "Office"
"""The team of the titles that the named cast holds; nobody else is given one of these."""


class Job(NamedTuple):
    """A job title in one kind of team of one state.

    ``share`` says how common the title is in its team, 0 that only the named cast holds it.
    ``always`` and ``sometimes`` are License IDs: what everybody with that title holds, and
    what some hold.
    """

    state: str
    team: str
    title: str
    share: int
    always: tuple[str, ...]
    sometimes: tuple[str, ...]


@cache
def jobs() -> tuple[Job, ...]:
    """Every job of ``jobs.txt``, in the order of the file."""
    text = files("goodstanding.demo").joinpath("jobs.txt").read_text(encoding="utf-8")
    cells = [line.split("\t") for line in text.splitlines()[1:]]
    return tuple(
        Job(state, team, title, int(share), tuple(always.split()), tuple(sometimes.split()))
        for state, team, title, share, always, sometimes in cells
    )


def job(team: str, title: str) -> Job:
    """The one job with this title in this kind of team; ``ValueError`` if it is not just one."""
    (found,) = [one for one in jobs() if (one.team, one.title) == (team, title)]
    return found


def license_ids() -> set[str]:
    """The License IDs that any job asks for."""
    return {code for one in jobs() for code in (*one.always, *one.sometimes)}
