"""The list of available licenses: look, add, edit, retire, export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import F, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from goodstanding.exports.available import available_file
from goodstanding.licenses.models import LicenseType
from goodstanding.licenses.queries import (
    count_held,
    find_license_type,
    license_types_visible_to,
)
from goodstanding.licenses.type_actions import (
    add_license_type,
    change_license_type,
    retire_license_type,
)
from goodstanding.people.actor import Actor
from goodstanding.people.permissions import Permission
from goodstanding.refusals import Refusal
from goodstanding.web.actor import signed_in
from goodstanding.web.download import download
from goodstanding.web.forms.license_types import LicenseTypeFilterForm, LicenseTypeForm
from goodstanding.web.keyset import Key, Order
from goodstanding.web.table import Found, headings, page_of, show_list, wanted_sort

ROLE, STATE, NAME = Key(F("professional_role")), Key(F("state")), Key(F("name"))
SORTS = {
    "role": Order((ROLE, NAME, STATE)),
    "state": Order((STATE, ROLE, NAME)),
    "name": Order((NAME, STATE)),
    "code": Order((Key(F("code")),)),
    "renewal": Order((Key(F("renewal_months"), int, nullable=True), NAME)),
}
HEADINGS = {
    "role": "Professional role",
    "state": "State",
    "name": "License/certification",
    "code": "License ID",
    "renewal": "Renewal",
    "=held": "Held",
    "=deeds": "",
}


@signed_in
def show_license_types(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list, as the address narrows it."""
    actor.require(Permission.AVAILABLE_LICENSES_VIEW)
    kinds = license_types_visible_to(actor)
    pairs = list(kinds.order_by().values_list("professional_role", "state").distinct())
    form = LicenseTypeFilterForm(request.GET, pairs)
    form.is_valid()
    found = _narrow(kinds, form.cleaned_data)
    sort = wanted_sort(request, SORTS, "role")
    page = page_of(request, Found.of(found), SORTS[sort.removeprefix("-")], sort)
    held = count_held(page.rows)
    context = {
        "form": form,
        "headings": headings(request.GET, HEADINGS, sort),
        "rows": [(kind, held[kind.pk]) for kind in page.rows],
        "page": page,
        "sort": request.GET.get("sort", ""),
    }
    return show_list(request, "license_types/list.html", context)


def _narrow(kinds: QuerySet[LicenseType], wanted: dict[str, Any]) -> QuerySet[LicenseType]:
    for word in wanted.get("text", "").split():
        kinds = kinds.filter(
            Q(name__icontains=word)
            | Q(board__icontains=word)
            | Q(aliases__icontains=word)
            | Q(code__icontains=word)
        )
    if wanted.get("role"):
        kinds = kinds.filter(professional_role=wanted["role"])
    if wanted.get("state"):
        kinds = kinds.filter(state="" if wanted["state"] == "national" else wanted["state"])
    if wanted.get("retired") != "all":
        kinds = kinds.filter(retired=wanted.get("retired") == "retired")
    return kinds


@signed_in
def export_available(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """The list as a file, for whoever fills in the spreadsheet."""
    actor.require(Permission.AVAILABLE_LICENSES_VIEW)
    fmt = request.GET.get("format", "txt")
    return download(available_file(actor, fmt if fmt in {"txt", "xml", "xlsx"} else "txt"))


@signed_in
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Put a license on the list."""
    actor.require(Permission.AVAILABLE_LICENSES_CHANGE)
    form = LicenseTypeForm(request.POST) if request.method == "POST" else LicenseTypeForm()
    if form.is_valid():
        try:
            kind = add_license_type(form.cleaned_data, actor=actor)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Added: {kind}.")
            return redirect("license-types")
    context = {"form": form, "kind": None}
    return render(request, "license_types/edit.html", context, status=422 if form.errors else 200)


@signed_in
def edit(request: HttpRequest, actor: Actor, license_type_id: int) -> HttpResponse:
    """Change an entry of the list."""
    actor.require(Permission.AVAILABLE_LICENSES_CHANGE)
    kind = find_license_type(actor, license_type_id)
    posted = request.method == "POST"
    form = LicenseTypeForm(request.POST) if posted else LicenseTypeForm.about(kind)
    if form.is_valid():
        try:
            change_license_type(form.cleaned_data, license_type_id=license_type_id, actor=actor)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Saved: {kind}.")
            return redirect("license-types")
    context = {"form": form, "kind": kind}
    return render(request, "license_types/edit.html", context, status=422 if form.errors else 200)


@signed_in
def retire(request: HttpRequest, actor: Actor, license_type_id: int) -> HttpResponse:
    """Take an entry out of use, or back into it."""
    if request.method == "POST":
        retired = request.POST.get("retired") == "yes"
        kind = retire_license_type(license_type_id=license_type_id, retired=retired, actor=actor)
        messages.success(request, f"{'Retired' if retired else 'Back in use'}: {kind}.")
    return redirect("license-types")
