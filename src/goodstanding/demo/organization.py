"""The units of the invented organization Riverbend Care, and the teams that people work in."""

from __future__ import annotations

from typing import NamedTuple

ORGANIZATION = "Riverbend Care"

REGION_STATES = {"North": "OH", "East": "PA", "South": "TX"}
"""The state whose licenses the people of a region hold."""

_SITES = {
    ("North", "Harbor Clinic"): ("Nursing", "Rehabilitation", "Behavioral Health"),
    ("North", "Maple House"): ("Day Shift", "Night Shift"),
    ("North", "Lakeside Day Program"): ("Team A", "Team B"),
    ("East", "Quarry Street Clinic"): ("Nursing", "Behavioral Health", "Medical"),
    ("East", "Juniper House"): ("Day Shift", "Night Shift"),
    ("East", "Foundry Ambulance"): ("Crew 1", "Crew 2", "Crew 3"),
    ("South", "Bluebonnet Clinic"): ("Nursing", "Rehabilitation", "Behavioral Health"),
    ("South", "Pecan Grove House"): ("Day Shift", "Night Shift"),
}

_KINDS = {
    "Day Shift": "House",
    "Night Shift": "House",
    "Team A": "Day Program",
    "Team B": "Day Program",
    "Crew 1": "Ambulance",
    "Crew 2": "Ambulance",
    "Crew 3": "Ambulance",
}
"""What kind of work a team does, where its name does not say it."""


class Team(NamedTuple):
    """A team: its path of names from the root, its state, and the kind of work it does."""

    path: tuple[str, ...]
    state: str
    kind: str


def teams() -> list[Team]:
    """Every team, in the order of the tree."""
    return [
        Team((ORGANIZATION, region, site, team), REGION_STATES[region], _KINDS.get(team, team))
        for (region, site), names in _SITES.items()
        for team in names
    ]


def units() -> list[tuple[str, ...]]:
    """Every unit as its path of names from the root, parents first."""
    paths = {team.path[:depth] for team in teams() for depth in range(1, 5)}
    return sorted(paths, key=lambda path: (len(path), path))
