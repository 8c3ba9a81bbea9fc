"""Whom an import may touch, as SQL for statements of our own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.people.queries import learners_changeable_by, learners_visible_to


def changeable_ids(actor: Actor) -> tuple[str, Sequence[Any]]:
    """A SELECT of the ids of all users whose licenses the actor may change, and its parameters."""
    return _ids(learners_changeable_by(actor))


def changeable_sql(actor: Actor, column: str) -> tuple[str, Sequence[Any]]:
    """SQL with its parameters: the column has the id of a user whose licenses the actor may change.

    Who may change those of everybody is not asked about each of them.
    """
    return _among(learners_changeable_by(actor), column)


def visible_sql(actor: Actor, column: str) -> tuple[str, Sequence[Any]]:
    """The same for the users whose licenses the actor may see."""
    return _among(learners_visible_to(actor), column)


def _among(users: QuerySet[User], column: str) -> tuple[str, Sequence[Any]]:
    if not users.query.where:
        return "true", ()
    ids, parameters = _ids(users)
    return f"{column} IN ({ids})", parameters


def _ids(users: QuerySet[User]) -> tuple[str, Sequence[Any]]:
    try:
        return users.order_by().values("id").query.sql_with_params()
    except EmptyResultSet:  # who supervises no unit
        return "SELECT id FROM people_user WHERE false", ()
