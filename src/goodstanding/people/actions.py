"""Everything that can be done to users and units: permission, transaction, change, history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import IntegrityError, transaction

from goodstanding.history.bulk import Moved, find_moved, merge, stage_rows
from goodstanding.history.copies import copy_versions
from goodstanding.history.record import recorded
from goodstanding.history.validity import check_record
from goodstanding.people.actor import Actor, Door
from goodstanding.people.models import Role, Supervision, Unit, User
from goodstanding.people.password_hashes import is_outdated, keep_password
from goodstanding.people.passwords import require_good
from goodstanding.people.permissions import Permission
from goodstanding.people.records import SUPERVISIONS, UNITS, USERS
from goodstanding.refusals import Conflict, Invalid, NotFound


@transaction.atomic
def create_first_administrator(username: str, password: str) -> User:
    """Make the administrator of an installation that has no users yet."""
    if User.objects.exists():
        raise Invalid("users-exist", "This installation already has users.", "Sign in instead.")
    require_good(password, User(username=username, role=Role.ADMINISTRATOR))
    user = add_first_administrator({"username": username}, door="command line")
    with recorded("users.set-password", user.username, actor=Actor(user, "command line")) as event:
        keep_password(user, password, event)
    return user


@transaction.atomic
def add_first_administrator(values: Mapping[str, Any], *, door: Door) -> User:
    """Add the administrator whom nobody else can add, without a password; by field name."""
    user = User(version=0, role=Role.ADMINISTRATOR, **values)
    _write("users.add", "add", user, Actor(user, door))
    return User.objects.get(username=user.username)


@transaction.atomic
def add_unit(name: str, *, parent: Unit | None, actor: Actor) -> Unit:
    """Add a unit below another one, or at the top."""
    actor.require(Permission.USERS_CHANGE)
    if Unit.objects.filter(parent=parent, name__iexact=name).exists():
        raise Invalid("unit-exists", f"There is already a unit {name} here.", field="name")
    full_name = f"{parent.full_name} / {name}" if parent else name
    with recorded("units.add", full_name, actor=actor) as event:
        unit = Unit.objects.create(parent=parent, name=name, full_name=full_name, path="")
        unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
        unit.save(update_fields=["path"])
        copy_versions(UNITS, [unit.pk], event)
    return unit


@transaction.atomic
def add_user(values: Mapping[str, Any], *, actor: Actor) -> User:
    """Add a user without a password; ``values`` by field name."""
    actor.require(Permission.USERS_CHANGE)
    user = User(version=0, **values)
    _write("users.add", "add", user, actor)
    return User.objects.get(username__iexact=user.username)


@transaction.atomic
def change_user(values: Mapping[str, Any], *, user_id: int, actor: Actor) -> User:
    """Change what is recorded of a user."""
    actor.require(Permission.USERS_CHANGE)
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound("user")
    for field, value in values.items():
        setattr(user, field, value)
    if user == actor.user and (user.role != Role.ADMINISTRATOR or not user.is_active):
        raise Invalid(
            "own-role",
            "You cannot take the role of administrator from yourself.",
            "Ask another administrator to do it.",
            field="role",
        )
    _write("users.change", "change", user, actor)
    return User.objects.get(pk=user_id)


@transaction.atomic
def set_supervised_units(units: Sequence[Unit], *, user_id: int, actor: Actor) -> None:
    """Say which units a supervisor supervises, each with all below it."""
    actor.require(Permission.USERS_CHANGE)
    user = _locked_user(user_id)
    names = "; ".join(unit.full_name for unit in units) or "no unit"
    with recorded("users.supervise", f"{user.username} supervises {names}", actor=actor) as event:
        ids = set(user.supervisions.values_list("pk", flat=True))
        user.supervisions.exclude(unit__in=units).delete()
        new = (Supervision(user=user, unit=unit) for unit in units)
        Supervision.objects.bulk_create(new, ignore_conflicts=True)
        ids.update(user.supervisions.values_list("pk", flat=True))
        copy_versions(SUPERVISIONS, sorted(ids), event)


@transaction.atomic
def set_user_password(password: str, *, user_id: int, actor: Actor) -> None:
    """Give a user a password, with which he or she can sign in.

    The demonstration's own passwords need not be good ones.
    """
    actor.require(Permission.USERS_CHANGE)
    user = _locked_user(user_id)
    if actor.door != "demonstration":
        require_good(password, user)
    with recorded("users.set-password", user.username, actor=actor) as event:
        keep_password(user, password, event)


@transaction.atomic
def change_own_password(password: str, *, actor: Actor) -> None:
    """Give oneself another password; whoever calls has asked for the old one."""
    user = _locked_user(actor.user.pk)
    require_good(password, user)
    with recorded("users.change-own-password", user.username, actor=actor) as event:
        keep_password(user, password, event)
    # The session goes by the hash, so it has to know the new one.
    actor.user.password = user.password


@transaction.atomic
def renew_password_hash(password: str, *, actor: Actor) -> None:
    """Keep the password that somebody has just signed in with by today's way of hashing.

    Does nothing where the kept hash is of that way already, or was changed meanwhile.
    """
    if not is_outdated(actor.user.password):
        return
    user = _locked_user(actor.user.pk)
    if user.password != actor.user.password:
        return
    with recorded("users.renew-password-hash", user.username, actor=actor) as event:
        keep_password(user, password, event)
    actor.user.password = user.password


def _locked_user(user_id: int) -> User:
    """The user, whom nobody else changes up to the commit."""
    user = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if user is None:
        raise NotFound("user")
    return user


def _write(action: str, outcome: str, user: User, actor: Actor) -> None:
    if User.objects.filter(username__iexact=user.username).exclude(pk=user.pk).exists():
        raise Invalid(
            "username-taken",
            f"There is already a user {user.username}.",
            "Choose another username; capital letters make no difference.",
            field="username",
        )
    check_record(user, fields_left_out=["id", "version", "password", "last_login", "unit"])
    row = {column: getattr(user, column) for column in USERS.columns}
    row |= {"outcome": outcome, "record_id": user.pk, "record_version": user.version}
    stage_rows(USERS, [row])
    if find_moved(USERS):
        raise _changed_meanwhile()
    try:
        with recorded(action, user.username, actor=actor) as event:
            merge(USERS, event)
    except (IntegrityError, Moved) as error:
        # Somebody added the same user between our look and our write.
        raise _changed_meanwhile() from error


def _changed_meanwhile() -> Conflict:
    return Conflict(
        "user-changed-meanwhile",
        "Somebody else changed this user at the same moment. Nothing was saved.",
        "Look at what it says now, then make your change again.",
    )
