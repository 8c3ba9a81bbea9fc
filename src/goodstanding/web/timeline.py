"""The licenses of one learner on one line of time, as numbers that an SVG can draw."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from goodstanding.licenses.models import License

YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Bar:
    """A license from issue to expiration; ``x`` and ``width`` are percentages."""

    license: License
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """All bars on one scale, the first of each year, and where today is."""

    bars: list[Bar]
    years: list[tuple[str, int]]
    today: str


def draw(licenses: Sequence[License], today: date) -> Timeline:
    """The timeline: from the first issue to the last expiration, within four years of today."""
    start = max(min([*_dates(licenses), today - YEAR]), today - 4 * YEAR)
    end = min(max([*_dates(licenses), today + YEAR]), today + 4 * YEAR)

    def at(day: date) -> float:
        return 100 * (min(max(day, start), end) - start) / (end - start)

    years = [date(year, 1, 1) for year in range(start.year + 1, end.year + 1)]
    return Timeline(
        bars=[
            _bar(held, at(held.issued_on or start), at(held.expires_on or end)) for held in licenses
        ],
        years=[(f"{at(day):.2f}%", day.year) for day in years if at(day) < 97],
        today=f"{at(today):.2f}%",
    )


def _bar(held: License, left: float, right: float) -> Bar:
    # A bar of no width would be invisible; one percent shows that it is there.
    return Bar(held, f"{min(left, 99):.2f}%", f"{max(right - left, 1):.2f}%")


def _dates(licenses: Iterable[License]) -> list[date]:
    both = [day for held in licenses for day in (held.issued_on, held.expires_on)]
    return [day for day in both if day is not None]
