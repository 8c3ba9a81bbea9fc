"""A learner's own page: who, where, the licenses on one line of time, and what happened."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.timezone import localdate

from goodstanding.history.models import Event
from goodstanding.imports.models import Import
from goodstanding.imports.queries import imports_visible_to
from goodstanding.licenses.models import LicenseType
from goodstanding.licenses.queries import (
    events_of_learner,
    licenses_visible_to,
    may_change_licenses_of,
    removed_licenses_of,
    versions_by_imports,
)
from goodstanding.people.actor import Actor
from goodstanding.people.queries import find_learner
from goodstanding.web.actor import signed_in
from goodstanding.web.forms.licenses import AsOfForm
from goodstanding.web.timeline import draw
from goodstanding.web.versions import Step, changes_by_event

EVENTS_SHOWN = 50


@signed_in
def show_learner(request: HttpRequest, actor: Actor, learner_id: int) -> HttpResponse:
    """The page of a learner whom the actor may see."""
    learner, today = find_learner(actor, learner_id), localdate()
    form = AsOfForm(request.GET)
    wanted = form.wanted()
    past = wanted.as_of or wanted.known_on
    day = wanted.day(today)
    held = licenses_visible_to(actor, day, known_on=wanted.known_on).filter(user_id=learner_id)
    in_order = list(held.order_by("license_type__name", "license_type__state", "number", "pk"))
    removed = list(removed_licenses_of(actor, learner_id))
    kinds = LicenseType.objects.in_bulk([version.license_type_id for version in removed])
    context = {
        "learner": learner,
        "is_own": learner == actor.user,
        "timeline": draw(in_order, day),
        "form": form,
        "past": past,
        "day": day,
        "wanted": wanted,
        "today": resolve_url("learner", learner_id),
        "removed": [(version, kinds[version.license_type_id]) for version in removed],
        "events": _told(actor, learner_id),
        "may_change": not past and may_change_licenses_of(actor, learner_id),
    }
    return render(request, "learners/learner.html", context)


@dataclass(frozen=True, slots=True)
class Told:
    """A deed as the history tells it.

    Of an import it tells what changed for this person; which file it was, only to whom may see
    the import.
    """

    event: Event
    changes: list[tuple[LicenseType, Step]]
    made_by: Import | None


def _told(actor: Actor, learner_id: int) -> list[Told]:
    events = list(events_of_learner(actor, learner_id)[:EVENTS_SHOWN])
    made = changes_by_event(versions_by_imports(actor, learner_id, events))
    seen = imports_visible_to(actor).in_bulk([e.import_id for e in events if e.import_id])
    kinds = LicenseType.objects.in_bulk(
        {version.license_type_id for pairs in made.values() for version, _ in pairs}
    )
    return [
        Told(
            event,
            [(kinds[v.license_type_id], step) for v, step in made.get(event.pk, [])]
            if event.import_id
            else [],
            seen.get(event.import_id),
        )
        for event in events
    ]
