"""Keeping a password: the hash with the user, and a digest of it in the history."""

from __future__ import annotations

from django.contrib.auth.hashers import get_hasher, identify_hasher

from goodstanding.history.copies import copy_versions
from goodstanding.history.models import Event
from goodstanding.people.models import User
from goodstanding.people.records import PASSWORDS


def keep_password(user: User, password: str, event: Event) -> None:
    """Write the hash of a password, and its version."""
    user.set_password(password)
    user.save(update_fields=["password"])
    copy_versions(PASSWORDS, [user.pk], event)


def is_outdated(encoded: str) -> bool:
    """Whether a kept hash was made in another way than new ones are."""
    preferred = get_hasher()
    hasher = identify_hasher(encoded)
    return hasher.algorithm != preferred.algorithm or preferred.must_update(encoded)
