"""The questions about people, each starting from what the actor may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from goodstanding.people.actor import Actor
from goodstanding.people.models import Role, Unit, User
from goodstanding.people.permissions import Permission
from goodstanding.refusals import NotFound


def units_visible_to(actor: Actor) -> QuerySet[Unit]:
    """All units for administrators and auditors, one's own branches for supervisors, else none."""
    if not actor.may(Permission.USERS_VIEW):
        return Unit.objects.none()
    if actor.user.role == Role.SUPERVISOR:
        return Unit.objects.filter(_at_or_below(_supervised_paths(actor.user), "path"))
    return Unit.objects.all()


def learners_visible_to(actor: Actor) -> QuerySet[User]:
    """The people whose licenses the actor may see; a learner sees only himself or herself."""
    if not actor.may(Permission.LICENSES_VIEW):
        return User.objects.none()
    if actor.user.role == Role.SUPERVISOR:
        return User.objects.filter(_at_or_below(_supervised_paths(actor.user), "unit__path"))
    if actor.user.role == Role.LEARNER:
        return User.objects.filter(pk=actor.user.pk)
    return User.objects.all()


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


def _supervised_paths(user: User) -> list[str]:
    return list(user.supervisions.values_list("unit__path", flat=True))


def _at_or_below(paths: list[str], field: str) -> Q:
    # pk__in=[] is Django's "nothing": a supervisor of no unit sees nobody.
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__startswith": path})
    return condition
