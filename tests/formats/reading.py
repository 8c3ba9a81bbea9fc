"""Short ways to say what was read."""

from pathlib import Path

import pytest

from goodstanding.formats.limits import DEFAULT_LIMITS, Limits
from goodstanding.formats.problem import Problem
from goodstanding.formats.read import read_bytes_here, read_file
from goodstanding.formats.table import Document, Table
from goodstanding.formats.unreadable import Unreadable

Rows = list[tuple[object, ...]]


def rows_of(table: Table) -> Rows:
    """The rows of a table, each with its number first."""
    return table.frame.rows()


def read_rows(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Rows:
    """The rows of a file's first sheet, each with its number first."""
    return rows_of(read_bytes_here(data, limits).tables[0])


def problems_of(document: Document) -> list[Problem]:
    """Every problem of a document, those of the file before those of its sheets."""
    return [*document.problems, *(each for table in document.tables for each in table.problems)]


def codes_of(document: Document) -> list[str]:
    """The codes of every problem."""
    return [problem.code for problem in problems_of(document)]


def assert_refused_alike(path: Path) -> None:
    """The reading process refuses the file in the very words of this one."""
    with pytest.raises(Unreadable) as there:
        read_file(path)
    with pytest.raises(Unreadable) as here:
        read_bytes_here(path.read_bytes())
    assert vars(there.value) == vars(here.value)
