"""The questions about licenses, each starting from what the actor may see."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from itertools import groupby
from operator import and_, or_
from typing import cast

from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet
from django.db.models.lookups import In

from goodstanding.bounded import Count, among, count_each
from goodstanding.folded import begins_with
from goodstanding.history.models import Event
from goodstanding.licenses.as_of import licenses_known_on
from goodstanding.licenses.models import License, LicenseType, LicenseVersion
from goodstanding.licenses.standing import standing_on, standing_parts
from goodstanding.people.actor import Actor
from goodstanding.people.models import Unit, User
from goodstanding.people.permissions import Permission
from goodstanding.people.queries import (
    goes_by,
    goes_by_parts,
    learner_is_visible_to,
    learners_changeable_by,
    learners_visible_to,
)
from goodstanding.refusals import NotFound

LIMIT_OF_TYPE = 1_000
"""So far the licenses of one type are counted."""


@dataclass(frozen=True, slots=True)
class LicenseFilter:
    """What a list of licenses is narrowed to; None or empty means everything.

    ``license_type_ids`` are the types of that professional role and state where they have been
    read already: with them, the database need not guess how many licenses these have. ``as_of``
    is the day on which the standing counts, ``known_on`` the day at whose end something was on
    record; None means today for both.
    """

    text: str = ""
    unit: Unit | None = None
    professional_role: str = ""
    state: str = ""
    license_type_id: int | None = None
    license_type_ids: tuple[int, ...] | None = None
    status: str = ""
    standing: str = ""
    expiring_within: int | None = None
    learners: str = "active"
    as_of: date | None = None
    known_on: date | None = None

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for but a standing, and learners who are active, or all."""
        if self.learners == "inactive":
            return True
        return replace(self, standing="", learners="", as_of=None) != LicenseFilter(learners="")

    def day(self, today: date) -> date:
        """The day on which the standing counts."""
        return self.as_of or self.known_on or today


def licenses_visible_to(
    actor: Actor,
    day: date,
    *,
    known_on: date | None = None,
    units: Collection[Unit] | None = None,
) -> QuerySet[License]:
    """The licenses of learners that the actor may see, each with its ``standing`` on the day.

    With ``known_on``, they are versions: what was on record at the end of that day. For ``units``
    see ``learner_is_visible_to``.
    """
    # A version has all that a license has and that lists and exports ask for.
    held = License.objects.all() if known_on is None else licenses_known_on(known_on)
    return (
        cast("QuerySet[License]", held)
        .filter(learner_is_visible_to(actor, "user__", units))
        .select_related("user", "user__unit", "license_type", "event")
        .annotate(standing=standing_on(day))
    )


def licenses_filtered(actor: Actor, wanted: LicenseFilter, day: date) -> QuerySet[License]:
    """The visible licenses that meet every condition of the filter; ``day`` is today."""
    visible = licenses_visible_to(actor, wanted.day(day), known_on=wanted.known_on)
    return visible.filter(
        _every(wanted, wanted.day(day)) & _text(wanted) & reduce(or_, _standings(wanted, day))
    )


def licenses_in_parts(
    visible: QuerySet[License],
    wanted: LicenseFilter,
    day: date,
    *,
    searched: bool = True,
) -> list[QuerySet[License]]:
    """What of ``licenses_visible_to`` meets the filter, in parts (see ``bounded``).

    These are for indexes of what is asked for to be ``searched``. Otherwise they are fewer, each
    a check of rows that are met on another way: along a sorting, or by their standing.
    """
    texts = _text_parts(wanted.text.split(), searched=searched)
    every = _every(wanted, wanted.day(day), searched=searched)
    return [
        visible.filter(every & text & standing)
        for text in texts
        for standing in _standings(wanted, day)
    ]


def held_by(learners: QuerySet[User]) -> Q:
    """That a license is one of these learners', who are gathered before any license is read.

    An ``IN`` alone is made a join, for which each license is looked at with its own learner.
    """
    among = In(F("user_id"), learners.values("pk"))
    return Q(Func(among, template="(%(expressions)s) IS TRUE", output_field=BooleanField()))


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
    # One list of ids: with "or", the events would be walked from the newest until enough are his.
    by_version = LicenseVersion.objects.filter(user_id=learner_id).values("event_id")
    about = Event.objects.filter(learner_id=learner_id).values("pk").union(by_version)
    return Event.objects.filter(pk__in=about).order_by("-pk")


def versions_by_imports(
    actor: Actor, learner_id: int, events: Iterable[Event]
) -> list[list[LicenseVersion]]:
    """All versions, newest first, of each of the learner's licenses that the events touched which
    belong to imports; two queries, whatever their number.
    """
    visible = LicenseVersion.objects.filter(
        user_id__in=learners_visible_to(actor).filter(pk=learner_id).values("pk")
    )
    made = visible.filter(event_id__in=[event.pk for event in events if event.import_id])
    found = visible.filter(record_id__in=set(made.values_list("record_id", flat=True)))
    in_order = found.select_related("event").order_by("record_id", "-version")
    return [list(group) for _, group in groupby(in_order, key=lambda one: one.record_id)]


def license_types_visible_to(actor: Actor) -> QuerySet[LicenseType]:
    """The list of available licenses, retired ones included."""
    if not actor.may(Permission.AVAILABLE_LICENSES_VIEW):
        return LicenseType.objects.none()
    return LicenseType.objects.all()


def count_held(kinds: Iterable[LicenseType]) -> dict[int, Count]:
    """How many licenses of each type are held, by the type's id."""
    held = {kind.pk: [License.objects.filter(license_type=kind)] for kind in kinds}
    return count_each(held, LIMIT_OF_TYPE)


def find_license_type(actor: Actor, license_type_id: int) -> LicenseType:
    """The license type; ``NotFound`` where there is none that the actor may see."""
    found = license_types_visible_to(actor).filter(pk=license_type_id).first()
    if found is None:
        raise NotFound("available license")
    return found


def _every(wanted: LicenseFilter, day: date, *, searched: bool = False) -> Q:
    """All of the filter but its text and standing; the day is the one on which standing counts."""
    equal: dict[str, object] = {
        "license_type_id": wanted.license_type_id,
        "status": wanted.status,
    }
    if wanted.license_type_ids is None:
        equal["license_type__professional_role"] = wanted.professional_role
        equal["license_type__state"] = wanted.state
    every = Q(**{field: value for field, value in equal.items() if value})
    if wanted.license_type_ids is not None:
        ids = wanted.license_type_ids
        # As one value they are held against the licenses of each learner. Where the expiration
        # narrows too, two indexes are laid over one another, for which they have to be a list.
        as_one = searched and wanted.expiring_within is None
        every &= Q(license_type_id__in=among(ids) if as_one else ids)
    if wanted.unit:
        every &= Q(user__unit__path__startswith=wanted.unit.path)
    if wanted.expiring_within is not None:
        every &= Q(expires_on__range=(day, day + timedelta(days=wanted.expiring_within)))
    if wanted.learners in {"active", "inactive"}:
        every &= Q(user__is_active=wanted.learners == "active")
    return every


def _standings(wanted: LicenseFilter, day: date) -> list[Q]:
    """The standing in parts that share no license; ``day`` is today."""
    return standing_parts(wanted.standing, wanted.day(day)) if wanted.standing else [Q()]


def _text(wanted: LicenseFilter) -> Q:
    """Each word begins a name of the learner or the number."""
    words = wanted.text.split()
    return reduce(and_, (goes_by(w, "user__") | begins_with("number", w) for w in words), Q())


def _text_parts(words: list[str], *, searched: bool) -> list[Q]:
    """The same in parts that share no license: by which word is the first that is not a name."""
    names = [goes_by(word, "user__") for word in words]
    numbers = [begins_with("number", word) for word in words]
    parts = goes_by_parts(words, "user__") if searched else [reduce(and_, names, Q())]
    for place, number in enumerate(numbers):
        before = reduce(and_, names[:place], Q())
        after = (a | b for a, b in zip(names[place + 1 :], numbers[place + 1 :], strict=True))
        # Asked apart, so that whoever holds one of the numbers need not be fetched for the unit.
        named = User.objects.filter(goes_by(words[place]), pk=OuterRef("user_id"))
        parts.append(reduce(and_, after, before & Q(~Exists(named)) & number))
    return parts
