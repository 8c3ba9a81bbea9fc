"""Who acts at the command line."""

from __future__ import annotations

from goodstanding.people.actor import Actor
from goodstanding.people.models import Role, User
from goodstanding.refusals import Refusal


def actor_named(username: str) -> Actor:
    """The active user of that name, at the command line."""
    user = User.objects.filter(username__iexact=username, is_active=True).first()
    if user is None:
        raise Refusal(
            "user-unknown",
            f"There is no active user {username}.",
            "Give the username of somebody who may import, after --as.",
        )
    return Actor(user, "command line")


def any_administrator() -> Actor:
    """The first active administrator, for whoever has the command line of the server."""
    user = User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).order_by("pk").first()
    if user is None:
        raise Refusal(
            "no-administrator",
            "This installation has no active administrator yet.",
            "Make one with goodstanding create-administrator.",
        )
    return Actor(user, "command line")


def actor_or_administrator(username: str | None) -> Actor:
    """Whom ``--as`` names, else the first active administrator."""
    return actor_named(username) if username else any_administrator()
