"""Ratios with medians and spread, from the runs of all parts."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.contenders import COPY_FLOOR, LIBRARY_MODES, OURS, READ_FLOOR, UPSERT, mode_name

Run = dict[str, Any]
Records = Mapping[str, list[Run]]
"""The runs of each part, by its name."""


@dataclass(frozen=True)
class Figure:
    """A median, and the least and most of its rounds."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, values: Iterable[float]) -> Figure | None:
        """The figure of some values; None if there are none."""
        found = sorted(values)
        return cls(statistics.median(found), found[0], found[-1]) if found else None


def pick(runs: Iterable[Run], **wanted: object) -> list[Run]:
    """The runs that have all of these."""
    return [run for run in runs if all(run.get(key) == value for key, value in wanted.items())]


def seconds(runs: Iterable[Run], contender: str, job: str) -> dict[int, float]:
    """Seconds a row by round. ``check and import`` is one after the other."""
    if job == "check and import":
        first, second = (seconds(runs, contender, each) for each in ("check", "import"))
        return {number: first[number] + second[number] for number in first if number in second}
    return {
        run["round"]: run["seconds"] / max(run["rows"], 1)
        for run in pick(runs, contender=contender, job=job)
    }


def ratio(over: dict[int, float], under: dict[int, float]) -> Figure | None:
    """One over the other, round by round."""
    return Figure.of(over[number] / under[number] for number in over if number in under)


def medians(runs: Iterable[Run], contender: str, job: str) -> Figure | None:
    """Seconds a row of a contender."""
    return Figure.of(seconds(runs, contender, job).values())


def best_mode(runs: list[Run], job: str) -> str:
    """The mode of django-import-export that is quickest at a job, by the median."""
    found = {name: medians(runs, name, job) for name in map(mode_name, LIBRARY_MODES)}
    there = {name: figure.median for name, figure in found.items() if figure}
    return min(there, key=lambda name: there[name]) if there else ""


def ratios(runs: list[Run]) -> dict[str, Figure]:
    """What is said of one size: how many times as quick, and how many times as slow as floors."""
    check = seconds(runs, OURS, "check")
    import_, both = seconds(runs, OURS, "import"), seconds(runs, OURS, "check and import")
    trying, writing = best_mode(runs, "check"), best_mode(runs, "import")
    found = {
        "check_vs_django_import_export": ratio(seconds(runs, trying, "check"), check),
        "import_vs_django_import_export": ratio(seconds(runs, writing, "import"), both),
        "import_vs_bulk_create": ratio(seconds(runs, UPSERT, "import"), both),
        "import_vs_copy_floor": ratio(import_, seconds(runs, COPY_FLOOR, "import")),
        "check_vs_polars_read": ratio(check, seconds(runs, READ_FLOOR, "read")),
    }
    for mode in ("row", "by hand"):
        name, key = mode_name(mode), mode.replace(" ", "_")
        found |= {
            f"check_vs_django_import_export_{key}": ratio(seconds(runs, name, "check"), check),
            f"import_vs_django_import_export_{key}": ratio(seconds(runs, name, "import"), both),
        }
    return {name: figure for name, figure in found.items() if figure}


def peak(runs: Iterable[Run], contender: str, key: str = "peak_mib") -> float:
    """The most memory of a contender's runs."""
    return max((run[key] for run in pick(runs, contender=contender)), default=0.0)


def growth(few: list[Run], many: list[Run], job: str) -> Figure | None:
    """How many times as long the larger file takes: by the rounds, each with each in order."""
    if not 0 < _rows(few) < _rows(many):
        return None
    factor = _rows(many) / _rows(few)
    found = ratio(seconds(many, OURS, job), seconds(few, OURS, job))
    return found and Figure(found.median * factor, found.least * factor, found.most * factor)


def _rows(runs: list[Run]) -> int:
    return max((run["rows"] for run in pick(runs, contender=OURS)), default=0)
