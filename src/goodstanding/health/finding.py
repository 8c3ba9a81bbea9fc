"""What a check has found: good, soon bad or bad, in words, with the remedy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How something is, from best to worst."""

    GOOD = "good"
    SOON = "soon"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """How it is, what that means, and what to do where it is not good. Nothing personal."""

    state: State
    said: str
    remedy: str = ""

    @property
    def is_ok(self) -> bool:
        """Whether nobody has to get up at night for it."""
        return self.state != State.BAD


def good(said: str) -> Finding:
    """Nothing to do."""
    return Finding(State.GOOD, said)


def soon(said: str, remedy: str) -> Finding:
    """It works, and somebody should see to it."""
    return Finding(State.SOON, said, remedy)


def bad(said: str, remedy: str) -> Finding:
    """It does not work, or something may be lost."""
    return Finding(State.BAD, said, remedy)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing to look at, by its name for programs and its title for people.

    ``is_for_readiness``: without it no request can be served, so load balancers ask too; what it
    says tells strangers nothing. ``is_slow``: it asks another host or reads
    a lot, so only ``doctor`` makes it.
    """

    name: str
    title: str
    look: Callable[[], Finding]
    is_for_readiness: bool = False
    is_slow: bool = False
    needs_database: bool = True
