"""Add a license: choose the learner, then role, state and license, then say the details."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goodstanding.folded import folded
from goodstanding.licenses.actions import add_license
from goodstanding.licenses.models import LicenseType
from goodstanding.licenses.queries import license_types_visible_to
from goodstanding.people.actor import Actor
from goodstanding.people.models import User
from goodstanding.people.permissions import Permission
from goodstanding.people.queries import find_learner, goes_by_parts, learners_changeable_by
from goodstanding.refusals import Refusal
from goodstanding.web.actor import signed_in
from goodstanding.web.forms.licenses import CascadeForm, LicenseForm
from goodstanding.web.forms.plain import short_number
from goodstanding.web.keyset import Key, Order, Way, find_keys
from goodstanding.web.values import read_id, read_words

LEARNERS_SHOWN = 12
BY_NAME = Order((Key(folded("last_name")), Key(folded("first_name"))), bound=2)
FROM_THE_START = Way(None, backward=False, descending=False)


@signed_in
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """One page in three steps; the address carries the first two."""
    actor.require(Permission.LICENSES_CHANGE)
    learner = _chosen_learner(request, actor)
    if learner is None:
        return _choose_learner(request, actor)
    cascade = CascadeForm(request.GET, license_types_visible_to(actor))
    form = _details(request, cascade.chosen)
    if cascade.chosen and request.method == "POST" and form.is_valid():
        try:
            added = add_license(
                form.cleaned_data,
                learner_id=learner.pk,
                license_type_id=cascade.chosen.pk,
                actor=actor,
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Added: {added.license_type} for {learner.full_name}.")
            return redirect("learner", learner.pk)
    context = {"learner": learner, "cascade": cascade, "form": form}
    return render(request, "licenses/add.html", context, status=422 if form.errors else 200)


def _choose_learner(request: HttpRequest, actor: Actor) -> HttpResponse:
    text = read_words(request.GET, "q")
    found = learners_changeable_by(actor).filter(is_active=True).select_related("unit")
    parts = [found.filter(part) for part in goes_by_parts(text.split())] if text else []
    keys = find_keys(parts, BY_NAME, FROM_THE_START, LEARNERS_SHOWN + 1, few=False)
    learners = found.in_bulk([key[-1] for key in keys])
    shown = [learners[key[-1]] for key in keys]
    context = {"q": text, "found": shown[:LEARNERS_SHOWN], "more": len(shown) > LEARNERS_SHOWN}
    return render(request, "licenses/add_learner.html", context)


def _chosen_learner(request: HttpRequest, actor: Actor) -> User | None:
    learner_id = read_id(request.GET, "learner")
    return None if learner_id is None else find_learner(actor, learner_id)


def _details(request: HttpRequest, kind: LicenseType | None) -> LicenseForm:
    if request.method == "POST":
        return LicenseForm(request.POST)
    if kind is None:
        return LicenseForm()
    initial = {
        "does_not_expire": not kind.expires,
        "hours_required": short_number(kind.hours_required),
    }
    return LicenseForm(initial=initial)
