"""The questions about licenses, each starting from what the actor may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import cast

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from goodstanding.history.models import Event
from goodstanding.licenses.as_of import licenses_known_on
from goodstanding.licenses.models import License, LicenseType, LicenseVersion
from goodstanding.licenses.standing import Standing, standing_on
from goodstanding.people.actor import Actor
from goodstanding.people.models import Unit
from goodstanding.people.permissions import Permission
from goodstanding.people.queries import learners_changeable_by, learners_visible_to
from goodstanding.refusals import NotFound


@dataclass(frozen=True, slots=True)
class LicenseFilter:
    """What a list of licenses is narrowed to; None or empty means everything.

    ``as_of`` is the day on which the standing counts, ``known_on`` the day at whose end something
    was on record; None means today for both.
    """

    text: str = ""
    unit: Unit | None = None
    professional_role: str = ""
    state: str = ""
    license_type_id: int | None = None
    status: str = ""
    standing: str = ""
    expiring_within: int | None = None
    learners: str = "active"
    as_of: date | None = None
    known_on: date | None = None

    def day(self, today: date) -> date:
        """The day on which the standing counts."""
        return self.as_of or self.known_on or today


def licenses_visible_to(
    actor: Actor, day: date, *, known_on: date | None = None
) -> QuerySet[License]:
    """The licenses of learners that the actor may see, each with its ``standing`` on the day.

    With ``known_on``, they are versions: what was on record at the end of that day.
    """
    # A version has all that a license has and that lists and exports ask for.
    held = License.objects.all() if known_on is None else licenses_known_on(known_on)
    return (
        cast("QuerySet[License]", held)
        .filter(user__in=learners_visible_to(actor))
        .select_related("user", "user__unit", "license_type", "event")
        .annotate(standing=standing_on(day))
    )


def licenses_filtered(actor: Actor, wanted: LicenseFilter, day: date) -> QuerySet[License]:
    """The visible licenses that meet every condition of the filter; ``day`` is today."""
    day = wanted.day(day)
    found = licenses_visible_to(actor, day, known_on=wanted.known_on)
    for word in wanted.text.split():
        found = found.filter(_names(word))
    if wanted.unit:
        found = found.filter(user__unit__path__startswith=wanted.unit.path)
    equal = {
        "license_type__professional_role": wanted.professional_role,
        "license_type__state": wanted.state,
        "license_type_id": wanted.license_type_id,
        "status": wanted.status,
    }
    found = found.filter(**{field: value for field, value in equal.items() if value})
    if wanted.standing:
        found = found.alias(wanted=standing_on(day)).filter(wanted=wanted.standing)
    if wanted.expiring_within is not None:
        last = day + timedelta(days=wanted.expiring_within)
        found = found.filter(expires_on__gte=day, expires_on__lte=last)
    if wanted.learners in {"active", "inactive"}:
        found = found.filter(user__is_active=wanted.learners == "active")
    return found


def count_by_standing(licenses: QuerySet[License]) -> dict[str, int]:
    """How many licenses are in each standing; every standing is named, zero included."""
    unsorted = licenses.order_by()
    # The type checker does not see what licenses_visible_to has annotated.
    counted = unsorted.values_list("standing").annotate(Count("pk"))  # type: ignore[misc]
    return {standing.value: 0 for standing in Standing} | dict(counted)


def find_license(actor: Actor, license_id: int, day: date) -> License:
    """The license; ``NotFound`` where there is none, or none that the actor may see."""
    found = licenses_visible_to(actor, day).filter(pk=license_id).first()
    if found is None:
        raise NotFound("license")
    return found


def may_change_licenses_of(actor: Actor, learner_id: int) -> bool:
    """Whether the actor may add, edit and delete this learner's licenses."""
    return learners_changeable_by(actor).filter(pk=learner_id).exists()


def removed_licenses_of(actor: Actor, learner_id: int) -> QuerySet[LicenseVersion]:
    """The last versions of the learner's licenses that were deleted and not put back since."""
    if not learners_visible_to(actor).filter(pk=learner_id).exists():
        raise NotFound("person")
    present = License.objects.filter(pk=OuterRef("record_id"))
    newer = LicenseVersion.objects.filter(
        record_id=OuterRef("record_id"), version__gt=OuterRef("version")
    )
    return (
        LicenseVersion.objects.filter(user_id=learner_id, removed=True)
        .filter(~Exists(present), ~Exists(newer))
        .select_related("event")
        .order_by("-event_id", "record_id")
    )


def versions_of(actor: Actor, license_id: int) -> QuerySet[LicenseVersion]:
    """Every version of one license, newest first; empty for what the actor may not see."""
    return (
        LicenseVersion.objects.filter(record_id=license_id)
        .filter(user_id__in=learners_visible_to(actor).values("pk"))
        .select_related("event")
        .order_by("-version")
    )


def events_of_learner(actor: Actor, learner_id: int) -> QuerySet[Event]:
    """What happened to the learner's licenses, newest first: single deeds and imports."""
    if not learners_visible_to(actor).filter(pk=learner_id).exists():
        raise NotFound("person")
    by_version = LicenseVersion.objects.filter(user_id=learner_id).values("event_id")
    return Event.objects.filter(Q(learner_id=learner_id) | Q(pk__in=by_version)).order_by("-pk")


def license_types_visible_to(actor: Actor) -> QuerySet[LicenseType]:
    """The list of available licenses, retired ones included."""
    if not actor.may(Permission.AVAILABLE_LICENSES_VIEW):
        return LicenseType.objects.none()
    return LicenseType.objects.all()


def find_license_type(actor: Actor, license_type_id: int) -> LicenseType:
    """The license type; ``NotFound`` where there is none that the actor may see."""
    found = license_types_visible_to(actor).filter(pk=license_type_id).first()
    if found is None:
        raise NotFound("available license")
    return found


def _names(word: str) -> Q:
    return (
        Q(user__username__icontains=word)
        | Q(user__first_name__icontains=word)
        | Q(user__last_name__icontains=word)
        | Q(number__icontains=word)
    )
