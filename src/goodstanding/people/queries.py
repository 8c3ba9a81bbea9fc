"""The questions about people, each starting from what the actor may see."""

from __future__ import annotations

from collections.abc import Collection
from functools import reduce
from operator import and_, or_

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
)
from django.db.models.lookups import StartsWith

from goodstanding.bounded import Count, up_to
from goodstanding.folded import begins_with
from goodstanding.people.actor import Actor
from goodstanding.people.models import Role, Unit, User
from goodstanding.people.permissions import Permission
from goodstanding.refusals import NotFound

NAMES = ("last_name", "first_name", "username")
LIMIT_OF_UNIT = 1_000
"""So far the people of one unit are counted."""
NOBODY = Q(pk__in=[])
"""Django's "nothing"."""


def units_visible_to(actor: Actor) -> QuerySet[Unit]:
    """All units for administrators and auditors, one's own branches for supervisors, else none."""
    if not actor.may(Permission.USERS_VIEW):
        return Unit.objects.none()
    if actor.user.role == Role.SUPERVISOR:
        path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
        above = actor.user.supervisions.filter(StartsWith(path, F("unit__path")))
        return Unit.objects.filter(Exists(above))
    return Unit.objects.all()


def units_meant(actor: Actor, visible: list[Unit], wanted: Unit | None) -> list[Unit] | None:
    """Those of ``units_visible_to`` whose learners a list shows: at or below the wanted one.

    None: everybody's, with those who are in no unit.
    """
    if wanted is None:
        return visible if actor.user.role == Role.SUPERVISOR else None
    return [unit for unit in visible if unit.path.startswith(wanted.path)]


def count_people(units: QuerySet[Unit]) -> list[tuple[Unit, Count, Count]]:
    """The units by name, with the active people right in each, and at or below it.

    A large unit is counted up to a limit, and then so is all that it is a part of.
    """
    inside = User.objects.filter(unit=OuterRef("pk"), is_active=True)
    # Nothing but what the index holds: no user is fetched to be counted.
    some = ArraySubquery(inside.values("is_active")[: LIMIT_OF_UNIT + 1])
    size = Func(some, function="CARDINALITY", output_field=IntegerField())
    counted = list(units.annotate(size=size).order_by("full_name"))
    here = {unit.pk: up_to(LIMIT_OF_UNIT, unit.size) for unit in counted}
    below = dict.fromkeys(here, Count(0))
    for unit in counted:
        for above in map(int, unit.path.strip("/").split("/")):
            if above in below:
                below[above] += here[unit.pk]
    return [(unit, here[unit.pk], below[unit.pk]) for unit in counted]


def learners_visible_to(actor: Actor, units: Collection[Unit] | None = None) -> QuerySet[User]:
    """The people whose licenses the actor may see; a learner sees only himself or herself.

    For ``units`` see ``learner_is_visible_to``.
    """
    return User.objects.filter(learner_is_visible_to(actor, units=units))


def learners_meant(actor: Actor, units: list[Unit] | None, learners: str) -> QuerySet[User] | None:
    """Whose licenses a list shows: the active, inactive or all learners in the units meant.

    None: nearly everybody's.
    """
    if units is None and learners != "inactive":
        return None
    visible = learners_visible_to(actor, units)
    return visible if learners == "all" else visible.filter(is_active=learners == "active")


def learner_is_visible_to(
    actor: Actor, learner: str = "", units: Collection[Unit] | None = None
) -> Q:
    """The same as a condition on rows that have the learner under that name ("user__").

    With ``units``, which have to be of ``units_visible_to``, it is only the people right in
    these. Ids are looked for by an index, and the database knows how many people they have.
    """
    if not actor.may(Permission.LICENSES_VIEW):
        return NOBODY
    if actor.user.role == Role.LEARNER:
        return Q(**{f"{learner}pk": actor.user.pk})
    if units is not None:
        return Q(**{f"{learner}unit__in": [unit.pk for unit in units]})
    if actor.user.role == Role.SUPERVISOR:
        return _at_or_below(_supervised_paths(actor.user), f"{learner}unit__path")
    return Q()


def learners_changeable_by(actor: Actor) -> QuerySet[User]:
    """The people whose licenses the actor may change."""
    if not actor.may(Permission.LICENSES_CHANGE):
        return User.objects.none()
    return learners_visible_to(actor)


def find_learner(actor: Actor, learner_id: int) -> User:
    """The learner; ``NotFound`` where there is none, or none that the actor may see."""
    learner = learners_visible_to(actor).select_related("unit").filter(pk=learner_id).first()
    if learner is None:
        raise NotFound("person")
    return learner


def find_learner_named(actor: Actor, username: str) -> User:
    """The same by username, in any case."""
    found = learners_visible_to(actor).filter(username__iexact=username).first()
    if found is None:
        raise NotFound("user")
    return found


def goes_by(word: str, learner: str = "", fields: tuple[str, ...] = NAMES) -> Q:
    """Whether one of the learner's names begins with the word, in any case."""
    return reduce(or_, (begins_with(f"{learner}{field}", word) for field in fields))


def goes_by_parts(words: list[str], learner: str = "", fields: tuple[str, ...] = NAMES) -> list[Q]:
    """Whether each word begins one of the names, in parts: by which of them the first word does.

    A name that begins with it has an index; an "or" of several would have none that sorts.
    """
    if not words:
        return [Q()]
    others = reduce(and_, (goes_by(word, learner, fields) for word in words[1:]), Q())
    matches = [begins_with(f"{learner}{field}", words[0]) for field in fields]
    return [
        reduce(and_, (~earlier for earlier in matches[:place]), match & others)
        for place, match in enumerate(matches)
    ]


def _supervised_paths(user: User) -> list[str]:
    return list(user.supervisions.values_list("unit__path", flat=True))


def _at_or_below(paths: list[str], field: str) -> Q:
    # A supervisor of no unit sees nobody.
    condition = NOBODY
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition
