"""Who may see and change whom: every role, and every shape of a supervisor's reach."""

from __future__ import annotations

import pytest

from goodstanding.people.actions import add_unit, set_supervised_units
from goodstanding.people.actor import Actor
from goodstanding.people.models import Role, User
from goodstanding.people.permissions import DEEDS, ROLES, Permission, permissions_of
from goodstanding.people.queries import (
    find_learner,
    learners_changeable_by,
    learners_visible_to,
    units_meant,
    units_visible_to,
)
from goodstanding.refusals import NotAllowed, NotFound
from tests.cast import Organization, make_user

ALL = {"alice", "bob", "charlie", "dora", "erik", "grace"}


def names(users: object) -> set[str]:
    return {user.username for user in users}  # type: ignore[attr-defined]


def actor_of(organization: Organization, name: str) -> Actor:
    return Actor(User.objects.get(username=name), "web")


@pytest.mark.parametrize(
    ("name", "sees", "changes", "units"),
    [
        ("alice", ALL, ALL, {"Riverbend Care", "North", "Harbor Clinic", "South"}),
        ("bob", {"dora"}, {"dora"}, {"North", "Harbor Clinic"}),
        ("charlie", {"erik"}, {"erik"}, {"South"}),
        ("dora", {"dora"}, set(), set()),
        ("erik", {"erik"}, set(), set()),
        ("grace", ALL, set(), {"Riverbend Care", "North", "Harbor Clinic", "South"}),
    ],
)
def test_what_each_of_the_cast_sees_and_changes(
    organization: Organization, name: str, sees: set[str], changes: set[str], units: set[str]
) -> None:
    actor = actor_of(organization, name)
    assert names(learners_visible_to(actor)) == sees
    assert names(learners_changeable_by(actor)) == changes
    assert {unit.name for unit in units_visible_to(actor)} == units


def test_a_supervisor_sees_the_unit_itself_and_all_below_it(organization: Organization) -> None:
    alice = Actor(organization.alice, "web")
    deep = add_unit("Night Team", parent=organization.north_clinic, actor=alice)
    make_user("hugo", alice, unit=organization.north)
    make_user("iris", alice, unit=deep)
    assert names(learners_visible_to(Actor(organization.bob, "web"))) == {"dora", "hugo", "iris"}


def test_a_unit_whose_number_begins_alike_is_not_below(organization: Organization) -> None:
    """The path /1/2/ must not take in /1/20/."""
    alice = Actor(organization.alice, "web")
    others = [add_unit(f"Unit {n}", parent=organization.root, actor=alice) for n in range(40)]
    north = str(organization.north.pk)
    alike = [unit for unit in others if str(unit.pk).startswith(north)]
    for number, unit in enumerate(alike or others[:1]):
        make_user(f"stranger{number}", alice, unit=unit)
    assert names(learners_visible_to(Actor(organization.bob, "web"))) == {"dora"}


def test_a_supervisor_of_several_units_sees_them_all(organization: Organization) -> None:
    alice, bob = Actor(organization.alice, "web"), organization.bob
    set_supervised_units(
        [organization.north_clinic, organization.south], user_id=bob.pk, actor=alice
    )
    assert names(learners_visible_to(Actor(bob, "web"))) == {"dora", "erik"}


def test_a_supervisor_of_no_unit_sees_nobody(organization: Organization) -> None:
    set_supervised_units([], user_id=organization.bob.pk, actor=Actor(organization.alice, "web"))
    bob = Actor(organization.bob, "web")
    assert names(learners_visible_to(bob)) == names(learners_changeable_by(bob)) == set()
    assert list(units_visible_to(bob)) == []


def test_a_supervisor_of_the_root_does_not_see_people_without_a_unit(
    organization: Organization,
) -> None:
    alice = Actor(organization.alice, "web")
    make_user("nomad", alice)
    set_supervised_units([organization.root], user_id=organization.bob.pk, actor=alice)
    assert names(learners_visible_to(Actor(organization.bob, "web"))) == ALL - {"alice"}


@pytest.mark.parametrize("name", sorted(ALL))
def test_an_inactive_user_sees_nothing(organization: Organization, name: str) -> None:
    User.objects.filter(username=name).update(is_active=False)
    actor = actor_of(organization, name)
    assert permissions_of(actor.user) == frozenset()
    assert not learners_visible_to(actor).exists()
    assert not learners_changeable_by(actor).exists()
    assert not units_visible_to(actor).exists()


def test_outside_is_answered_like_not_existing(organization: Organization) -> None:
    charlie = Actor(organization.charlie, "web")
    answers = []
    for learner_id in (organization.dora.pk, 999_999):
        with pytest.raises(NotFound) as refused:
            find_learner(charlie, learner_id)
        answers.append((str(refused.value), refused.value.code, refused.value.status))
    assert answers[0] == answers[1]
    assert find_learner(charlie, organization.erik.pk) == organization.erik


@pytest.mark.parametrize("name", sorted(ALL))
def test_units_that_were_read_already_only_narrow_whom_somebody_sees(
    organization: Organization, name: str
) -> None:
    actor = actor_of(organization, name)
    for units in (list(units_visible_to(actor)), list(units_visible_to(actor))[:1], []):
        seen = learners_visible_to(actor, units)
        expected = learners_visible_to(actor)
        if name not in {"dora", "erik"}:
            expected = expected.filter(unit__in=units)
        assert names(seen) == names(expected)


def test_the_units_that_a_list_means_are_visible_ones_at_or_below_the_wanted_one(
    organization: Organization,
) -> None:
    for name in ("alice", "bob"):
        actor = actor_of(organization, name)
        visible = list(units_visible_to(actor))
        meant = units_meant(actor, visible, organization.north) or []
        assert {unit.name for unit in meant} == {"North", "Harbor Clinic"}
    assert units_meant(actor, visible, organization.south) == []
    assert units_meant(actor, visible, None) == visible
    # Whoever sees everybody also sees those who are in no unit.
    assert units_meant(actor_of(organization, "alice"), visible, None) is None


P = Permission


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.ADMINISTRATOR, set(Permission)),
        (
            Role.SUPERVISOR,
            {P.AVAILABLE_LICENSES_VIEW, P.LICENSES_CHANGE, P.LICENSES_VIEW, P.USERS_VIEW},
        ),
        (Role.LEARNER, {P.LICENSES_VIEW}),
        (Role.AUDITOR, {P.AVAILABLE_LICENSES_VIEW, P.LICENSES_VIEW, P.USERS_VIEW}),
    ],
)
def test_what_each_role_includes(role: Role, may: set[Permission]) -> None:
    assert permissions_of(User(role=role)) == may


@pytest.mark.parametrize(
    ("role", "may_import"),
    [
        (Role.ADMINISTRATOR, True),
        (Role.SUPERVISOR, True),
        (Role.LEARNER, False),
        (Role.AUDITOR, False),
    ],
)
def test_importing_can_be_granted_to_supervisors_only(role: Role, may_import: bool) -> None:
    granted = permissions_of(User(role=role, may_import=True))
    assert (Permission.LICENSES_IMPORT in granted) is may_import


def test_every_role_and_every_permission_is_described() -> None:
    assert set(ROLES) == set(Role)
    assert set(DEEDS) == set(Permission)
    assert list(Permission) == sorted(Permission)


def test_a_missing_permission_is_told_in_words() -> None:
    with pytest.raises(NotAllowed) as refused:
        Actor(User(role=Role.LEARNER), "web").require(Permission.LICENSES_CHANGE)
    assert "Your role does not let you add, edit or delete licenses" in refused.value.message
    assert (refused.value.status, refused.value.exit_code) == (403, 5)
