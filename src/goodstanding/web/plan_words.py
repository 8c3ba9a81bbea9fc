"""A reviewed plan as the page tells it: the bar's pieces, the problems by how bad they are."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from goodstanding.imports.models import Import, State
from goodstanding.imports.problem_groups import ProblemGroup
from goodstanding.imports.review import Review
from goodstanding.web.help.made_tables import rule_titles

WORDS = {
    "cannot": ("cannot be imported", "left out"),
    "remove": ("will be deleted", "deleted"),
    "change": ("will be changed", "changed"),
    "add": ("will be added", "added"),
    "kept": ("will stay as on record", "stayed as on record"),
    "same": ("are already the same", "were already the same"),
}
UNDO_WORDS = {
    "cannot": ("cannot be put back", "left out"),
    "remove": ("will be deleted again", "deleted again"),
    "change": ("will be put back", "put back"),
    "add": ("will be brought back", "brought back"),
    "kept": ("will be kept, because edited since", "kept, because edited since"),
    "same": ("are already as before", "were already as before"),
}
LEFT_OUT = ("Left out", "Correct these rows in the results file and upload it.")
TITLES = {
    "error": ("Cannot be imported", "Correct these in your file, or in the results file."),
    "warning": ("Please look", "These do not prevent the import, but may not be what you meant."),
    "note": ("Good to know", "How we understood some of what the file says."),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the bar: where it lies in per cent, its count, and what it counts."""

    key: str
    count: int
    x: str
    width: str
    words: str


@dataclass(frozen=True, slots=True)
class Problems:
    """All problems that are equally bad, each kind with its title, those with most rows first."""

    severity: str
    anchor: str
    title: str
    hint: str
    groups: list[tuple[str, ProblemGroup]]


def tell(found: Import, reviewed: Review) -> dict[str, Any]:
    """What the templates of a checked or imported file need besides the review itself."""
    counts, done = found.counts, found.state == State.IMPORTED
    return {
        "review": reviewed,
        "bar": pieces(reviewed.bar, UNDO_WORDS if found.undoes_id else WORDS, done=done),
        "problems": problems_by_severity(reviewed.problems, done=done),
        "blocked": bool(counts.get("errors") or counts.get("cannot")),
        "good_rows": int(counts.get("read", 0)) - int(counts.get("cannot", 0)),
    }


def pieces(
    bar: Iterable[tuple[str, int, float]], called: dict[str, tuple[str, str]], *, done: bool
) -> list[Piece]:
    """The pieces side by side, from nothing to 100 per cent; ``called`` has their words."""
    laid, x = [], 0.0
    for key, count, percent in bar:
        words = called[key][1 if done else 0]
        laid.append(Piece(key, count, f"{x:.3f}%", f"{percent:.3f}%", words))
        x += percent
    return laid


def problems_by_severity(groups: Iterable[ProblemGroup], *, done: bool) -> list[Problems]:
    """Errors, then warnings, then notes; what does not occur is left out."""
    every = sorted(groups, key=lambda group: -group.count)
    titles = TITLES | {"error": LEFT_OUT} if done else TITLES
    anchors = {"error": "cannot", "warning": "look", "note": "note"}
    told = [
        Problems(
            severity,
            anchors[severity],
            title,
            hint,
            [(_title(group), group) for group in every if group.severity == severity],
        )
        for severity, (title, hint) in titles.items()
    ]
    return [problems for problems in told if problems.groups]


def _title(group: ProblemGroup) -> str:
    # The message of one row names its values; for many rows, say what they have in common.
    return group.message if group.count == 1 else rule_titles().get(group.code, group.message)
