"""How the Pollock benchmark of untidy delimited files scores what a program has read.

Ten figures from 0 to 1 for each file: whether it was read at all, then precision, recall and
their harmonic mean for the headings, for the records (all cells of a row run together) and for
the cells. The simple score is the sum of the ten means; the weighted score counts each file as
often as the survey behind the benchmark met its kind of untidiness.
"""

from __future__ import annotations

import csv
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

Rows = Sequence[Sequence[str]]
Scores = dict[str, float]

MEASURES = (
    "success",
    *(
        f"{what} {figure}"
        for what in ("header", "record", "cell")
        for figure in ("precision", "recall", "f1")
    ),
)

_NUMBER = re.compile(r"\s*[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?\s*", re.IGNORECASE)
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d)(?:\.0+)?)?")
_DATE = re.compile(r"\s*(?:(\d{4})-(\d\d)-(\d\d)|(\d\d?)/(\d\d?)/(\d{4}))(?: 00:00:00)?\s*")
_PRICE = re.compile(r"[^$]*\$\s*(\d[\d,]*(?:\.\d+)?)[^$]*")


def read_table(path: Path) -> list[list[str]]:
    """The rows of a file as the benchmark writes its clean versions."""
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding="utf-8-sig", newline=None) as file:
        return list(csv.reader(file))


def score(expected: Rows, loaded: Rows | None) -> Scores:
    """The ten figures of one file; ``loaded`` is None when it could not be read."""
    if loaded is None:
        return dict.fromkeys(MEASURES, 0.0)
    if not expected:
        return dict.fromkeys(MEASURES, 1.0)
    header = [normal(cell) for cell in expected[0]]
    found = [normal(cell) for cell in loaded[0]] if loaded else []
    cells = [cell for row in expected for cell in row]
    figures = (
        1.0,
        *_compare(header, found),
        *_compare(_records(expected), _records(loaded)),
        *_compare(cells, [cell for row in loaded for cell in row]),
    )
    return dict(zip(MEASURES, figures, strict=True))


def totals(scores: Mapping[str, Scores], weights: Mapping[str, float]) -> tuple[float, float]:
    """The simple and the weighted score, each of at most 10."""
    sums = {file: sum(figures.values()) for file, figures in scores.items()}
    # A file that the survey does not know counts against the rest; so it was published.
    known = {file: weights.get(file, -1.0) for file in scores}
    weighted = sum(sums[file] * weight for file, weight in known.items())
    return sum(sums.values()) / len(sums), weighted / sum(known.values())


def _compare(expected: Iterable[str], loaded: Iterable[str]) -> tuple[float, float, float]:
    left, right = Counter(expected), Counter(loaded)
    if not left:
        return 1.0, 1.0, 1.0
    common = (left & right).total()
    if not common:
        return 0.0, 0.0, 0.0
    first, second = common / left.total(), common / right.total()
    return first, second, 2 * first * second / (first + second)


def _records(rows: Rows) -> list[str]:
    return ["".join(map(normal, row)) for row in rows[1:]]


def normal(cell: str) -> str:
    """A cell in the one spelling that counts: numbers, dates, times and prices by their value."""
    if cell in {"True", "true"}:
        return "1"
    if cell in {"False", "false"}:
        return "0"
    if _NUMBER.fullmatch(cell):
        return _number(cell)
    if match := _TIME.fullmatch(cell):
        return ":".join((match[1].zfill(2), match[2], match[3] or "00"))
    if (match := _DATE.fullmatch(cell)) and (day := _day(match)):
        return day
    if match := _PRICE.fullmatch(cell):
        return f"${float(match[1].replace(',', ''))}"
    return cell.lower()


def _number(cell: str) -> str:
    try:
        return str(int(cell))
    except ValueError:
        return str(float(cell))


def _day(match: re.Match[str]) -> str:
    """The date, month first where it can be, or "" when there is no such day."""
    year, month, day, first, second, last = (int(part or 0) for part in match.groups())
    tries = [(year, month, day)] if year else [(last, first, second), (last, second, first)]
    for each in tries:
        try:
            return date(*each).isoformat()
        except ValueError:
            continue
    return ""
