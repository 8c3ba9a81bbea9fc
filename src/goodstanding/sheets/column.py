"""What a column of a sheet is: its heading, its other spellings, what its cells mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ValueKind = Literal["text", "identifier", "date", "number", "flag", "choice"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a column may have, and the other words that people use for it."""

    value: str
    label: str
    synonyms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a sheet may have; templates, help and recognition are all made from it.

    ``field`` names it in frames; ``heading`` is what our own sheets say. ``words`` are words
    that stand for a value where the kind alone would not know them, such as "never" in a date.
    """

    field: str
    heading: str
    kind: ValueKind
    help: str
    example: str = ""
    synonyms: tuple[str, ...] = ()
    required: bool = False
    clearable: bool = False
    max_length: int | None = None
    choices: tuple[Choice, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetKind:
    """A kind of sheet: what it is called and which columns it may have.

    ``described_by`` are the fields by which a row says which entry of a list it means: the first
    names it, the rest describe it where the first is blank.
    """

    name: str
    title: str
    columns: tuple[Column, ...]
    described_by: tuple[str, ...] = ()

    def column(self, field: str) -> Column:
        """The column of that field."""
        return next(column for column in self.columns if column.field == field)


ACTION = Column(
    "action",
    "Action",
    "choice",
    "Leave blank to add or change. Add, Update and Delete say that only that is meant.",
    example="",
    synonyms=("entry type", "operation"),
    choices=(
        Choice("add", "Add", ("a", "new", "insert")),
        Choice("update", "Update", ("u", "change", "edit")),
        Choice("delete", "Delete", ("d", "remove", "r")),
    ),
)

RESULT_HEADINGS = ("Result", "What to do", "Suggested value", "Row", "Import ref")
"""The columns of our results file; they are ignored when the file comes back."""
