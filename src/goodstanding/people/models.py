"""Everybody in the Users tab, the tree of units, and who supervises which of them."""

from __future__ import annotations

import unicodedata
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models
from django.db.models.functions import Lower

from goodstanding.folded import folded
from goodstanding.history.models import Version


class Role(models.TextChoices):
    """What a user may do in general; a supervisor's reach is given by the units."""

    ADMINISTRATOR = "administrator", "Administrator"
    SUPERVISOR = "supervisor", "Supervisor"
    LEARNER = "learner", "Learner"
    AUDITOR = "auditor", "Auditor"


class Unit(models.Model):
    """A part of the organization: organization, region, site or team.

    ``path`` holds the ids from the root ("/1/4/9/"), so that "at or below" is one prefix;
    ``full_name`` the names ("Riverbend Care / North / Harbor Clinic").
    """

    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    name = models.CharField(max_length=100)
    path = models.CharField(max_length=400, db_index=True)
    full_name = models.CharField(max_length=600)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"], name="unit_name_once_below_parent", nulls_distinct=False
            )
        ]
        # In this order people are sorted unit by unit, which takes an index of the units.
        indexes = [models.Index(fields=["full_name"], name="unit_by_full_name")]

    def __str__(self) -> str:
        return self.full_name


class UserManager(BaseUserManager["User"]):
    """Finds users by username in any case."""

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of that name."""
        return self.get(username__iexact=username)


class User(AbstractBaseUser):
    """A person: signs in, holds licenses, or both. Learners need no password."""

    # "!" is no password at all; the database fills it in for people who are imported.
    password = models.CharField(max_length=128, default="!", db_default="!")
    username = models.CharField(max_length=150)
    first_name = models.CharField(max_length=100, blank=True)
    last_name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    job_title = models.CharField(max_length=150, blank=True)
    # The index by unit and whether somebody is active serves as the unit's index too.
    unit = models.ForeignKey(
        Unit, null=True, on_delete=models.PROTECT, related_name="users", db_index=False
    )
    role = models.CharField(max_length=20, choices=Role.choices, default=Role.LEARNER)
    may_import = models.BooleanField(default=False, db_default=False)
    is_active = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("username"), name="username_once_in_any_case")]
        # Users seldom change, so whatever lists are sorted and searched by may have its index.
        indexes = [
            models.Index(folded("last_name"), folded("first_name"), "id", name="user_by_name"),
            # With the id, the people of many units are found without fetching them.
            models.Index(fields=["unit", "is_active", "id"], name="user_by_unit"),
            models.Index(folded("first_name"), name="user_by_first_name"),
            models.Index(folded("username"), name="user_by_username"),
            models.Index(folded("email"), name="user_by_email"),
            # Few are not active, and few are not learners: without these, a list of them
            # would be looked for among everybody.
            models.Index(
                folded("last_name"),
                folded("first_name"),
                "id",
                name="user_inactive_by_name",
                condition=models.Q(is_active=False),
            ),
            models.Index(
                fields=["role"], name="user_by_other_role", condition=~models.Q(role=Role.LEARNER)
            ),
        ]

    def __str__(self) -> str:
        return self.username

    def set_password(self, raw_password: str | None) -> None:
        """Keep the hash of the password, however its signs were typed."""
        super().set_password(raw_password and normalized(raw_password))

    def check_password(self, raw_password: str | None) -> bool:
        """Whether this is the password, however its signs were typed.

        Writes nothing: a hash of an older way is made anew by ``actions.renew_password_hash``.
        """
        return check_password(raw_password and normalized(raw_password), self.password)

    @property
    def full_name(self) -> str:
        """First and last name, else the username."""
        return full_name(self.first_name, self.last_name, self.username)


def normalized(password: str) -> str:
    """The same text for the same signs, whatever a keyboard makes of them (RFC 8265)."""
    # No password is nearly as long; what is sent to keep the server busy is cut off.
    signs = password[:4096]
    spaced = "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in signs)
    return unicodedata.normalize("NFC", spaced)


def full_name(first_name: str, last_name: str, username: str) -> str:
    """First and last name, else the username."""
    return f"{first_name} {last_name}".strip() or username


class Supervision(models.Model):
    """A user supervises a unit and all below it."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="supervisions")
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="supervisions")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "unit"], name="supervision_once")]


class UserVersion(Version):
    """A user after one change."""

    username = models.CharField(max_length=150)
    first_name = models.CharField(max_length=100)
    last_name = models.CharField(max_length=100)
    email = models.CharField(max_length=254)
    job_title = models.CharField(max_length=150)
    unit_id = models.BigIntegerField(null=True)
    role = models.CharField(max_length=20)
    may_import = models.BooleanField()
    is_active = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record_id", "version"], name="user_version_once")
        ]


class Tries(models.Model):
    """Tries to sign in, counted: of one account, address or device, by a digest."""

    key = models.CharField(max_length=64, primary_key=True)
    free_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.key


class UnitVersion(Version):
    """A unit after one change."""

    parent_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=100)
    path = models.CharField(max_length=400)
    full_name = models.CharField(max_length=600)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record_id", "version"], name="unit_version_once")
        ]


class SupervisionVersion(Version):
    """Who supervises which unit, after one change."""

    user_id = models.BigIntegerField()
    unit_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_id", "version"], name="supervision_version_once"
            )
        ]


class PasswordVersion(Version):
    """That somebody's password was set, and by what it would be known to be another one.

    ``digest`` is the SHA-256 of the kept hash, with the random salt in it: who has the digest
    alone cannot try passwords against it. ``record_id`` is the user's.
    """

    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record_id", "version"], name="password_version_once")
        ]
