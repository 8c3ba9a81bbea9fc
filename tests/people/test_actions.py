"""What is done to users and units, what it leaves behind, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from goodstanding.history.models import Event
from goodstanding.people.actions import (
    add_unit,
    add_user,
    change_user,
    create_first_administrator,
    set_supervised_units,
    set_user_password,
)
from goodstanding.people.actor import Actor
from goodstanding.people.models import Role, Supervision, Unit, User, UserVersion
from goodstanding.refusals import Invalid, NotAllowed, NotFound
from tests.cast import Organization


def last_event() -> tuple[str, str, str, str]:
    """Code, subject, actor and door of the newest event."""
    event = Event.objects.latest("pk")
    return event.action, event.subject, event.actor_name, event.door


def test_a_unit_knows_its_way_from_the_root(organization: Organization) -> None:
    alice = Actor(organization.alice, "web")
    unit = add_unit("Night Team", parent=organization.north_clinic, actor=alice)
    parts = [organization.root, organization.north, organization.north_clinic, unit]
    assert unit.path == "/" + "".join(f"{part.pk}/" for part in parts)
    assert unit.full_name == "Riverbend Care / North / Harbor Clinic / Night Team"
    assert last_event() == ("units.add", unit.full_name, "alice", "web")


@pytest.mark.parametrize("name", ["Harbor Clinic", "HARBOR clinic"])
def test_a_unit_has_its_name_once_below_its_parent(organization: Organization, name: str) -> None:
    alice = Actor(organization.alice, "web")
    with pytest.raises(Invalid) as refused:
        add_unit(name, parent=organization.north, actor=alice)
    assert (refused.value.code, refused.value.field) == ("unit-exists", "name")
    assert add_unit(name, parent=organization.south, actor=alice).parent == organization.south


def test_two_roots_cannot_have_the_same_name(organization: Organization) -> None:
    with pytest.raises(Invalid):
        add_unit("riverbend care", parent=None, actor=Actor(organization.alice, "web"))


def test_a_new_user_has_one_version_and_one_event_and_no_password(
    organization: Organization,
) -> None:
    alice = Actor(organization.alice, "command line")
    made = add_user(
        {"username": "Fay", "first_name": "Fay", "unit": organization.south}, actor=alice
    )
    version = UserVersion.objects.get(record_id=made.pk)
    assert (made.version, made.role, made.is_active) == (1, Role.LEARNER, True)
    assert not made.has_usable_password()
    assert (version.username, version.version, version.unit_id, version.removed) == (
        "Fay", 1, organization.south.pk, False,
    )  # fmt: skip
    assert last_event() == ("users.add", "Fay", "alice", "command line")
    assert version.event == Event.objects.latest("pk")


@pytest.mark.parametrize("username", ["dora", "DORA", "Dora"])
def test_a_username_is_taken_in_any_case(organization: Organization, username: str) -> None:
    before = (User.objects.count(), Event.objects.count())
    with pytest.raises(Invalid) as refused:
        add_user({"username": username}, actor=Actor(organization.alice, "web"))
    assert (refused.value.code, refused.value.field) == ("username-taken", "username")
    assert refused.value.message == f"There is already a user {username}."
    assert (User.objects.count(), Event.objects.count()) == before


def test_a_user_may_change_the_case_of_the_own_username(organization: Organization) -> None:
    dora = organization.dora
    changed = change_user(
        {"username": "Dora"}, user_id=dora.pk, actor=Actor(organization.alice, "web")
    )
    assert changed.username == "Dora"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"username": ""}, "username"),
        ({"username": "x" * 151}, "username"),
        ({"username": "fay", "email": "fay at example.org"}, "email"),
        ({"username": "fay", "role": "king"}, "role"),
    ],
)
def test_what_makes_no_sense_is_refused_and_names_the_field(
    organization: Organization, values: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add_user(values, actor=Actor(organization.alice, "web"))
    assert refused.value.field == field


def test_a_change_keeps_what_was_before(organization: Organization) -> None:
    dora, alice = organization.dora, Actor(organization.alice, "web")
    changed = change_user(
        {"last_name": "Reyes", "unit": organization.south}, user_id=dora.pk, actor=alice
    )
    assert (changed.version, changed.last_name, changed.unit) == (2, "Reyes", organization.south)
    kept = UserVersion.objects.filter(record_id=dora.pk).order_by("version")
    assert [(v.version, v.last_name) for v in kept] == [(1, "Lind"), (2, "Reyes")]
    assert last_event() == ("users.change", "dora", "alice", "web")


@pytest.mark.parametrize("values", [{"role": "learner"}, {"is_active": False}])
def test_an_administrator_cannot_lock_himself_out(
    organization: Organization, values: dict[str, object]
) -> None:
    alice = organization.alice
    with pytest.raises(Invalid) as refused:
        change_user(values, user_id=alice.pk, actor=Actor(alice, "web"))
    assert refused.value.code == "own-role"
    alice.refresh_from_db()
    assert (alice.role, alice.is_active) == ("administrator", True)


def test_supervised_units_are_replaced_and_told(organization: Organization) -> None:
    bob = organization.bob
    units = [organization.south, organization.north_clinic]
    set_supervised_units(units, user_id=bob.pk, actor=Actor(organization.alice, "web"))
    assert {one.unit for one in Supervision.objects.filter(user=bob)} == set(units)
    assert last_event() == (
        "users.supervise",
        "bob supervises Riverbend Care / South; Riverbend Care / North / Harbor Clinic",
        "alice",
        "web",
    )


def test_a_password_is_kept_as_a_hash_and_never_told(organization: Organization) -> None:
    dora = organization.dora
    set_user_password("a long secret 7", user_id=dora.pk, actor=Actor(organization.alice, "web"))
    dora.refresh_from_db()
    assert dora.check_password("a long secret 7")
    assert "secret" not in dora.password
    assert last_event() == ("users.set-password", "dora", "alice", "web")


DEEDS: dict[str, Callable[[Actor, int], object]] = {
    "add_unit": lambda actor, pk: add_unit("X", parent=None, actor=actor),
    "add_user": lambda actor, pk: add_user({"username": "x"}, actor=actor),
    "change_user": lambda actor, pk: change_user({}, user_id=pk, actor=actor),
    "set_supervised_units": lambda actor, pk: set_supervised_units([], user_id=pk, actor=actor),
    "set_user_password": lambda actor, pk: set_user_password("x", user_id=pk, actor=actor),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("name", ["bob", "dora", "grace"])
def test_only_administrators_do_this(organization: Organization, name: str, deed: str) -> None:
    before = (User.objects.count(), Unit.objects.count(), Event.objects.count())
    with pytest.raises(NotAllowed):
        DEEDS[deed](Actor(getattr(organization, name), "web"), organization.dora.pk)
    assert (User.objects.count(), Unit.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize("deed", ["change_user", "set_supervised_units", "set_user_password"])
def test_a_user_that_does_not_exist_is_not_found(organization: Organization, deed: str) -> None:
    with pytest.raises(NotFound):
        DEEDS[deed](Actor(organization.alice, "web"), 999_999)


@pytest.mark.django_db
def test_the_first_administrator_is_made_once() -> None:
    user = create_first_administrator("alice", "a long secret 7")
    assert (user.role, user.check_password("a long secret 7")) == (Role.ADMINISTRATOR, True)
    assert last_event() == ("users.set-password", "alice", "alice", "command line")
    with pytest.raises(Invalid) as refused:
        create_first_administrator("mallory", "another secret 8")
    assert refused.value.code == "users-exist"
    assert User.objects.count() == 1
