"""Answers that are remembered for the organization: kept, looked up, seen and forgotten."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from goodstanding.history.record import recorded
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Remembered
from goodstanding.people.actor import Actor
from goodstanding.people.queries import learners_changeable_by
from goodstanding.refusals import NotFound
from goodstanding.sheets.answers import Answers
from goodstanding.sheets.headers import key_of_heading

About = Remembered.About


def remembered_visible_to(actor: Actor, kind: str) -> QuerySet[Remembered]:
    """What is remembered for a kind of sheet; nobody learns of usernames out of their scope."""
    actor.require(find_kind(kind).permission)
    usernames = learners_changeable_by(actor).order_by().values(name=Lower("username"))
    known = Remembered.objects.filter(kind=kind).annotate(name=Lower("value"))
    return known.filter(~Q(what=About.VALUE, field="username") | Q(name__in=usernames))


def memory_of(actor: Actor, kind: str) -> Answers:
    """What is remembered, as answers to a file of that kind."""
    headings: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    day_first: dict[str, bool] = {}
    for one in remembered_visible_to(actor, kind):
        match one.what:
            case About.HEADING:
                headings[one.text_key] = one.value
            case About.VALUE:
                values.setdefault(one.field, {})[one.text_key] = one.value
            case _:
                day_first[""] = one.value == "day"
    return Answers(headings=headings, values=values, day_first=day_first)


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
    found = remembered_visible_to(actor, kind).filter(pk=remembered_id).first()
    if found is None:
        raise NotFound("remembered answer")
    with recorded("imports.forget", str(found), actor=actor):
        Remembered.objects.filter(pk=found.pk).delete()


@transaction.atomic
def _keep(answer: Remembered, actor: Actor) -> None:
    actor.require(find_kind(answer.kind).permission)
    with recorded("imports.remember", str(answer), actor=actor):
        Remembered.objects.update_or_create(
            kind=answer.kind,
            what=answer.what,
            field=answer.field,
            text_key=answer.text_key,
            defaults={"text": answer.text, "value": answer.value, "by": actor.user},
        )
