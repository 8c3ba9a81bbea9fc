"""A learner's own page: who, where, the licenses on one line of time, and what happened."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate

from goodstanding.licenses.models import LicenseType
from goodstanding.licenses.queries import (
    events_of_learner,
    licenses_visible_to,
    may_change_licenses_of,
    removed_licenses_of,
)
from goodstanding.people.actor import Actor
from goodstanding.people.queries import find_learner
from goodstanding.web.actor import signed_in
from goodstanding.web.timeline import draw

EVENTS_SHOWN = 50


@signed_in
def show_learner(request: HttpRequest, actor: Actor, learner_id: int) -> HttpResponse:
    """The page of a learner whom the actor may see."""
    learner, today = find_learner(actor, learner_id), localdate()
    held = licenses_visible_to(actor, today).filter(user_id=learner_id)
    in_order = list(held.order_by("license_type__name", "license_type__state", "number", "pk"))
    removed = list(removed_licenses_of(actor, learner_id))
    kinds = LicenseType.objects.in_bulk([version.license_type_id for version in removed])
    context = {
        "learner": learner,
        "is_own": learner == actor.user,
        "timeline": draw(in_order, today),
        "removed": [(version, kinds[version.license_type_id]) for version in removed],
        "events": events_of_learner(actor, learner_id)[:EVENTS_SHOWN],
        "may_change": may_change_licenses_of(actor, learner_id),
    }
    return render(request, "learners/learner.html", context)
