"""Answers that are remembered: kept by who gave them, looked up, seen and forgotten.

About people, an answer holds for whoever gave it. About headings, dates and words of lists it holds
for everybody, but one's own comes first, and somebody else's is used with a warning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from goodstanding.history.record import recorded
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Remembered
from goodstanding.licenses.models import LicenseType
from goodstanding.people.actor import Actor
from goodstanding.people.models import Role
from goodstanding.people.queries import learners_changeable_by, units_visible_to
from goodstanding.refusals import NotFound
from goodstanding.sheets.answers import Answers
from goodstanding.sheets.headers import key_of_heading

About = Remembered.About
ABOUT_PEOPLE = Q(what=About.VALUE, field="username")


def remembered_visible_to(actor: Actor, kind: str) -> QuerySet[Remembered]:
    """What is remembered for a kind of sheet; administrators see all of it.

    Others see of answers about people their own only, and nobody learns of usernames out of scope.
    """
    actor.require(find_kind(kind).permission)
    usernames = learners_changeable_by(actor).order_by().values(name=Lower("username"))
    known = Remembered.objects.filter(kind=kind).annotate(name=Lower("value"))
    return known.filter(~ABOUT_PEOPLE | (Q(name__in=usernames) & _own_or_all(actor)))


def forgettable_by(actor: Actor, kind: str) -> QuerySet[Remembered]:
    """What the actor may have forgotten: the own answers; administrators, all that they see."""
    visible = remembered_visible_to(actor, kind)
    return visible.filter(_own_or_all(actor))


def _own_or_all(actor: Actor) -> Q:
    return Q() if actor.user.role == Role.ADMINISTRATOR else Q(by=actor.user)


def memory_of(actor: Actor, kind: str) -> Answers:
    """What is remembered, as answers to a file of that kind, with who gave what others gave.

    Of several answers to the same question one's own counts, else the last that was given. What
    is a value of its own today (a username, a license ID, a unit) is never taken for another.
    """
    headings: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    day_first: dict[str, bool] = {}
    others: dict[str, dict[str, str]] = {}
    for one in _in_use(actor, kind):
        match one.what:
            case About.HEADING:
                about, key = "headings", one.text_key
                headings[key] = one.value
            case About.VALUE:
                about, key = one.field, one.text_key
                values.setdefault(about, {})[key] = one.value
            case _:
                about, key = "day_first", ""
                day_first[key] = one.value == "day"
        others.setdefault(about, {}).pop(key, None)
        if one.by_id != actor.user.pk:
            others[about][key] = who_and_when(one)
    for field, meant in values.items():
        for own in _values_of_their_own(kind, field, meant, actor):
            if meant[own].lower() != own:
                del meant[own]
    return Answers(headings=headings, values=values, day_first=day_first, others=others)


def _in_use(actor: Actor, kind: str) -> Iterable[Remembered]:
    """The answers that hold for the actor; what comes later counts before what came earlier."""
    held = remembered_visible_to(actor, kind).filter(~ABOUT_PEOPLE | Q(by=actor.user))
    found = held.select_related("by").order_by("at", "pk")
    return sorted(found, key=lambda one: one.by_id == actor.user.pk)


def who_and_when(one: Remembered) -> str:
    """Whose answer it is: "Bob Tanaka answered on March 3, 2026"."""
    day = timezone.localtime(one.at)
    return f"{one.by.full_name} answered on {day:%B} {day.day}, {day.year}"


def _values_of_their_own(
    kind: str, field: str, texts: Collection[str], actor: Actor
) -> Iterable[str]:
    """Those of the texts (in small letters) that need no answer, because they are there."""
    there: QuerySet[Any]
    match kind, field:
        case _, "username":
            there, name = learners_changeable_by(actor).order_by(), "username"
        case "licenses", "license_code":
            there, name = LicenseType.objects.filter(retired=False), "code"
        case _, "unit":
            there, name = units_visible_to(actor), "full_name"
        case _:
            return []
    named = there.annotate(small=Lower(name)).filter(small__in=list(texts))
    return list(named.values_list("small", flat=True))


def remember_heading(kind: str, heading: str, field: str, *, actor: Actor) -> None:
    """From now on, that heading stands for that field."""
    key = key_of_heading(heading)
    if key:
        _keep(
            Remembered(kind=kind, what=About.HEADING, text=heading, text_key=key, value=field),
            actor,
        )


def remember_value(kind: str, field: str, text: str, value: str, *, actor: Actor) -> None:
    """From now on, that text in the field's column stands for that value."""
    key = text.lower()
    _keep(
        Remembered(kind=kind, what=About.VALUE, field=field, text=text, text_key=key, value=value),
        actor,
    )


def remember_date_order(kind: str, *, day_first: bool, actor: Actor) -> None:
    """From now on, dates that can be read in two ways are read in this one."""
    _keep(
        Remembered(kind=kind, what=About.DATE_ORDER, value="day" if day_first else "month"), actor
    )


@transaction.atomic
def forget(remembered_id: int, kind: str, *, actor: Actor) -> None:
    """Do not use the answer any more; files that were checked already stay as they are."""
    found = forgettable_by(actor, kind).filter(pk=remembered_id).first()
    if found is None:
        raise NotFound("remembered answer")
    with recorded("imports.forget", str(found), actor=actor):
        Remembered.objects.filter(pk=found.pk).delete()


@transaction.atomic
def _keep(answer: Remembered, actor: Actor) -> None:
    """Keep it beside what others have answered, in the place of the actor's own answer."""
    actor.require(find_kind(answer.kind).permission)
    with recorded("imports.remember", str(answer), actor=actor):
        Remembered.objects.update_or_create(
            kind=answer.kind,
            what=answer.what,
            field=answer.field,
            text_key=answer.text_key,
            by=actor.user,
            defaults={"text": answer.text, "value": answer.value},
        )
