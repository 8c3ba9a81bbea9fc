"""The users, in the shape of the spreadsheet that imports them."""

from __future__ import annotations

from goodstanding.exports.build import build_file
from goodstanding.exports.file import ExportedFile
from goodstanding.exports.records import Records
from goodstanding.people.actor import Actor
from goodstanding.people.permissions import Permission
from goodstanding.people.queries import learners_visible_to
from goodstanding.sheets.learners import LEARNERS


def learners_file(actor: Actor, fmt: str) -> ExportedFile:
    """The visible users; importing the file unchanged changes nothing."""
    actor.require(Permission.USERS_VIEW)
    return build_file("users", _records(actor), fmt, actor=actor, explained=False)


def learners_to_change(actor: Actor) -> Records:
    """The users whom the actor may change."""
    actor.require(Permission.USERS_CHANGE)
    return _records(actor)


def _records(actor: Actor) -> Records:
    found = learners_visible_to(actor).order_by("username")
    return Records(LEARNERS, found, {"unit": "unit__full_name"})
