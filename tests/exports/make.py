"""Files that were exported, read again, and imported again."""

from __future__ import annotations

from io import BytesIO

import polars as pl

from goodstanding.formats.read import read_bytes_here
from goodstanding.formats.table import Document
from goodstanding.imports import actions
from goodstanding.imports.models import Import
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from tests.exports.whole import WholeFile


def read_again(file: WholeFile) -> Document:
    """The file as our own readers see it."""
    return read_bytes_here(file[2])


def rows_of(file: WholeFile) -> list[tuple[str | None, ...]]:
    """The cells of the last sheet that is shown, headings first."""
    shown = [table for table in read_again(file).tables if not table.hidden]
    return shown[-1].frame.select(pl.exclude("row")).rows()


def column_of(file: WholeFile, heading: str) -> list[str | None]:
    """The cells below the heading."""
    rows = rows_of(file)
    place = rows[0].index(heading)
    return [row[place] for row in rows[1:]]


def imported_again(file: WholeFile, kind: str, user: User) -> Import:
    """What a check says of the file, uploaded unchanged."""
    actor = Actor(user, "web")
    import_ = actions.upload(BytesIO(file[2]), file_name=file[0], kind=kind, actor=actor)
    actions.check(import_, actor=actor)
    return import_
