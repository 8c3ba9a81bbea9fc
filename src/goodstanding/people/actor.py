"""Who acts, and through which door: the first argument of every query, the last of every action."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from goodstanding.people.models import User
from goodstanding.people.permissions import DEEDS, Permission, permissions_of
from goodstanding.refusals import NotAllowed

Door = Literal["web", "command line", "demonstration"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A user at a door."""

    user: User
    door: Door

    def may(self, permission: Permission) -> bool:
        """Whether the user's role includes the permission."""
        return permission in permissions_of(self.user)

    def require(self, permission: Permission) -> None:
        """Raise ``NotAllowed`` unless the user's role includes the permission."""
        if not self.may(permission):
            raise NotAllowed(permission, DEEDS[permission])
