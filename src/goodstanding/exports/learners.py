"""The users, in the shape of the spreadsheet that imports them."""

from __future__ import annotations

import polars as pl

from goodstanding.exports.build import ExportedFile, build_file
from goodstanding.exports.frames import typed_frame
from goodstanding.people.actor import Actor
from goodstanding.people.permissions import Permission
from goodstanding.people.queries import learners_visible_to
from goodstanding.sheets.learners import LEARNERS


def learners_file(actor: Actor, fmt: str) -> ExportedFile:
    """The visible users; importing the file unchanged changes nothing."""
    actor.require(Permission.USERS_VIEW)
    return build_file("users", LEARNERS, _records(actor), fmt, actor=actor, explained=False)


def learners_to_change(actor: Actor) -> pl.DataFrame:
    """The users whom the actor may change."""
    actor.require(Permission.USERS_CHANGE)
    return _records(actor)


def _records(actor: Actor) -> pl.DataFrame:
    sources = {"unit": "unit__full_name"}
    fields = (sources.get(column.field, column.field) for column in LEARNERS.columns)
    rows = learners_visible_to(actor).order_by("username").values_list(*fields)
    return typed_frame(LEARNERS.columns, rows)
