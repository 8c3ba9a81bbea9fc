"""Whether the day or the month stands first in a column of dates, and how that is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

import polars as pl

from goodstanding.formats.problem import Problem
from goodstanding.sheets.answers import Answers
from goodstanding.sheets.values.dates import first_ambiguous, is_day_first


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """A date that can be read in two ways, in a column that does not tell which is meant."""

    text: str
    month_first: date
    day_first: date


@dataclass(frozen=True, slots=True)
class DateOrder:
    """How the dates of one column are read. ``undecided`` is None unless nothing tells."""

    day_first: bool
    note: Problem | None = None
    undecided: Ambiguous | None = None


def date_orders(
    texts: Mapping[str, pl.Series],
    headings: Mapping[str, str],
    said: Mapping[str, bool],
    answers: Answers,
    today: date,
) -> dict[str, DateOrder]:
    """The order for each date field, by its distinct texts (a series named ``text``).

    ``said`` is what headings, and ("") lines above them, say. What was answered for this file
    decides, then the column's own dates, its heading, the lines above, the other columns' dates,
    what is remembered; and if all are silent, month first.
    """
    together = is_day_first(pl.concat(texts.values())) if texts else None
    return {
        field: _decide(
            (
                (answers.day_first.get(field), "that was answered"),
                (is_day_first(values), "some have a first number above 12"),
                (said.get(field), "the heading says so"),
                (said.get(""), "a line above the headings says so"),
                (together, "other dates of the file are written so"),
                (answers.day_first.get(""), "that is remembered"),
            ),
            partial(first_ambiguous, values, today),
            headings[field],
            answers.somebody_else("day_first", ""),
        )
        for field, values in texts.items()
    }


def _decide(
    reasons: tuple[tuple[bool | None, str], ...],
    find_sample: Callable[[], tuple[str, date] | None],
    heading: str,
    somebody_else: str | None,
) -> DateOrder:
    remembered = len(reasons) - 1
    for position, (day_first, because) in enumerate(reasons):
        if day_first is not None:
            if position == remembered and somebody_else:
                doubt = _told_by_another(heading, day_first, somebody_else)
                return DateOrder(day_first, doubt if find_sample() else None)
            told = day_first and (position == 1 or find_sample())
            return DateOrder(day_first, _note(heading, because) if told else None)
    sample = find_sample()
    if sample is None:
        return DateOrder(day_first=False)
    text, month_first = sample
    swapped = month_first.replace(month=month_first.day, day=month_first.month)
    doubt = Problem(
        "dates-month-first",
        "note",
        f"Nothing in {heading} tells whether the day or the month comes first. The dates "
        f"are read as month/day/year: {text} as {month_first:%B} {month_first.day}, "
        f"{month_first.year}.",
        "If that is wrong, say so under how the file is read, or write the dates as YYYY-MM-DD.",
        column=heading,
    )
    return DateOrder(day_first=False, note=doubt, undecided=Ambiguous(text, month_first, swapped))


def _told_by_another(heading: str, day_first: bool, who: str) -> Problem:
    order = "day/month/year" if day_first else "month/day/year"
    return Problem(
        "dates-read-by-another",
        "warning",
        f"The dates in {heading} are read as {order}, because {who} that this is meant "
        "where a file does not tell.",
        "If that is wrong for your file, say so under how the file is read, or write the dates "
        "as YYYY-MM-DD.",
        column=heading,
    )


def _note(heading: str, because: str) -> Problem:
    return Problem(
        "dates-day-first",
        "note",
        f"The dates in {heading} are read as day/month/year, because {because}.",
        "If that is wrong, say so under how the file is read, or write them as YYYY-MM-DD.",
        column=heading,
    )
