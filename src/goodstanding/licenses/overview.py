"""How many licenses are in each standing, and which of them are to be listed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from goodstanding.bounded import LIMIT, Count, Parts, count_each, only, tally, up_to
from goodstanding.licenses.models import License
from goodstanding.licenses.queries import LicenseFilter, held_by, licenses_in_parts
from goodstanding.licenses.standing import Standing
from goodstanding.people.models import User

LIMIT_OF_STANDING = 1_000
"""So far each standing is counted in a list that is too long to be counted as a whole."""

LIMIT_OF_NARROWED = 100
"""So far where the list is not of everybody's licenses, and indexes do not tell the standing alone:
so many of those that are seldom are to be found among the others."""

LEARNERS = "learners"
FEW_LEARNERS = 10_000
"""So many are gathered sooner than each license on a way along a sorting is held against one."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What meets a filter, in parts (see ``bounded``); and how many are in each standing.

    The counts are with all of the filter but the standing. Every standing is named, zero
    included; under "" they are counted together.
    """

    parts: list[QuerySet[License]]
    counts: dict[str, Count]


def overview(
    visible: QuerySet[License],
    wanted: LicenseFilter,
    day: date,
    *,
    searched: bool = True,
    learners: QuerySet[User] | None = None,
) -> Overview:
    """What of ``licenses_visible_to`` meets the filter. Few licenses are looked for only once.

    For ``searched`` see ``licenses_in_parts``. ``learners`` are all whose licenses can be among
    those that are visible and meet the filter, if that is not nearly everybody: where they turn
    out to be few, a way along a sorting passes over the licenses of others sooner.
    """
    if searched:
        learners = None
    together = licenses_in_parts(visible, replace(wanted, standing=""), day)
    found = tally(together, "standing", LIMIT)
    numbers = {each.value: found[each].number if each in found else 0 for each in Standing}
    counts = _counts(visible, wanted, day, numbers, learners)
    if any(seen.pks is None for seen in found.values()):
        parts = licenses_in_parts(visible, wanted, day, searched=searched)
        if learners is not None and not counts.pop(LEARNERS).more:
            parts = [part.filter(held_by(learners)) for part in parts]
    else:
        fitting = (seen for value, seen in found.items() if wanted.standing in {"", value})
        parts = [only(visible.model, [pk for seen in fitting for pk in seen.pks or ()])]
    return Overview(parts, counts)


def _counts(
    visible: QuerySet[License],
    wanted: LicenseFilter,
    day: date,
    numbers: dict[str, int],
    learners: QuerySet[User] | None,
) -> dict[str, Count]:
    every = up_to(LIMIT, sum(numbers.values()))
    if not every.more:
        return {"": every} | {standing: Count(number) for standing, number in numbers.items()}
    whole = not wanted.narrows and not visible.query.where
    limits = dict.fromkeys(numbers, LIMIT_OF_STANDING if whole else LIMIT_OF_NARROWED)
    # The one that is listed is counted as every list is.
    limits |= {wanted.standing: LIMIT} if wanted.standing else {}
    counts = {each: up_to(limits[each], number) for each, number in numbers.items()}
    # Of what is seldom among the first, the rest is looked for by an index of the standing.
    apart: dict[str, Parts] = {
        each: licenses_in_parts(visible, replace(wanted, standing=each), day, searched=False)
        for each, seen in counts.items()
        if not seen.more
    }
    if learners is not None:
        apart[LEARNERS] = [learners]
        limits[LEARNERS] = FEW_LEARNERS
    return {"": every} | counts | count_each(apart, limits)
