"""The tree of units, with how many people each holds."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goodstanding.people.actions import add_unit
from goodstanding.people.actor import Actor
from goodstanding.people.permissions import Permission
from goodstanding.people.queries import count_people, units_visible_to
from goodstanding.refusals import Refusal
from goodstanding.web.actor import signed_in
from goodstanding.web.forms.users import UnitForm


@signed_in
def show_units(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The units that the actor may see; administrators add one on the same page."""
    actor.require(Permission.USERS_VIEW)
    form = UnitForm(request.POST or None)
    if request.method == "POST":
        actor.require(Permission.USERS_CHANGE)
    if form.is_valid():
        try:
            unit = add_unit(
                form.cleaned_data["name"], parent=form.cleaned_data["parent"], actor=actor
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Added: {unit.full_name}.")
            return redirect("units")
    rows = [
        (unit, unit.path.count("/") - 2, here, below)
        for unit, here, below in count_people(units_visible_to(actor))
    ]
    context = {"units": rows, "form": form}
    return render(request, "users/units.html", context, status=422 if form.errors else 200)
