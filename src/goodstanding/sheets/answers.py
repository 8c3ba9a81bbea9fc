"""What people have said about how a file is to be read, now or once and for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

NOT_IMPORTED = "-"
"""Stands for a field where a column is left out on purpose."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered; where nothing was, the file speaks for itself.

    ``encoding`` is Python's name, ``sheet`` a sheet's name, ``header_row`` the row's own number
    (0: there is no header row). ``columns`` maps a cell column (``c3``) of this file, ``headings``
    the key of a heading in any file, to a field or to ``NOT_IMPORTED``. ``day_first`` maps a
    field to whether the day stands first in its dates; the field "" means whatever does not
    tell itself. ``values`` maps a field, and in it a text in small letters, to the text that is
    meant. ``cells`` maps a row's number (as text, as JSON has it) and a field to the corrected
    text; "" empties the cell. ``renewals`` is "newer" if a license on record stays as it is where
    its expiration lies behind the file's, and "" if the file always decides.

    ``others`` has who gave those of the answers that somebody else gave, in words ("Bob Tanaka
    answered on March 3, 2026"): for "headings", "day_first" or a field of ``values``, by the key
    that the answer has there. Such an answer is used with a warning, never in silence.
    """

    encoding: str = ""
    renewals: str = ""
    sheet: str | None = None
    header_row: int | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, str] = field(default_factory=dict)
    day_first: Mapping[str, bool] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    cells: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    others: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def over(self, other: Answers) -> Answers:
        """These answers, and the other's where these are silent."""
        fields = {*self.values, *other.values}
        own = {"headings": self.headings, "day_first": self.day_first, **self.values}
        return Answers(
            encoding=self.encoding or other.encoding,
            renewals=self.renewals or other.renewals,
            sheet=other.sheet if self.sheet is None else self.sheet,
            header_row=other.header_row if self.header_row is None else self.header_row,
            columns={**other.columns, **self.columns},
            headings={**other.headings, **self.headings},
            day_first={**other.day_first, **self.day_first},
            values={
                name: {**other.values.get(name, {}), **self.values.get(name, {})} for name in fields
            },
            cells={
                row: {**other.cells.get(row, {}), **self.cells.get(row, {})}
                for row in {*self.cells, *other.cells}
            },
            others={
                about: {key: who for key, who in given.items() if key not in own.get(about, {})}
                for about, given in other.others.items()
            },
        )

    def somebody_else(self, about: str, key: str) -> str | None:
        """Who gave that answer, in words, if it was not the person whose file it is."""
        return self.others.get(about, {}).get(key)

    def as_json(self) -> dict[str, Any]:
        """What was answered, in values that JSON has; ``Answers(**…)`` makes it again."""
        return {name: value for name, value in asdict(self).items() if value not in ("", None, {})}


NO_ANSWERS = Answers()
