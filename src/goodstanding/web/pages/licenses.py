"""The Licenses & Certifications section: the list, one license, edit, delete, put back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from goodstanding.bounded import Count
from goodstanding.exports.licenses import licenses_file
from goodstanding.folded import folded
from goodstanding.imports.queries import imports_visible_to
from goodstanding.licenses.actions import change_license, put_back_license, remove_license
from goodstanding.licenses.models import Status
from goodstanding.licenses.overview import overview
from goodstanding.licenses.queries import (
    find_license,
    licenses_visible_to,
    may_change_licenses_of,
    versions_of,
)
from goodstanding.people.actor import Actor
from goodstanding.people.models import Role
from goodstanding.people.permissions import Permission
from goodstanding.people.queries import learners_meant, units_meant
from goodstanding.refusals import Refusal
from goodstanding.web.actor import signed_in
from goodstanding.web.download import download
from goodstanding.web.forms.licenses import LicenseFilterForm, LicenseForm
from goodstanding.web.keyset import Key, Order
from goodstanding.web.table import (
    Chip,
    Found,
    address_with,
    headings,
    page_of,
    show_list,
    wanted_sort,
)
from goodstanding.web.templatetags.rows import OF_LICENSE
from goodstanding.web.values import read_number
from goodstanding.web.versions import steps_between

SORTS = {
    "learner": Order(
        (
            Key(folded("user__last_name")),
            Key(folded("user__first_name")),
            Key(F("user_id"), int),
        ),
        bound=2,
        searched=True,
    ),
    # Numbers mean something only within one license, so this sorts by them too.
    "license": Order(
        (
            Key(F("license_type__name")),
            Key(F("license_type__state")),
            Key(F("license_type_id"), int),
            Key(folded("number")),
        )
    ),
    "issued": Order((Key(F("issued_on"), date, nullable=True),)),
    "expires": Order((Key(F("expires_on"), date, nullable=True),)),
    "status": Order(
        (Key(F("status")), Key(F("expires_on"), date, nullable=True)),
        often=Status.ACTIVE.value,
        often_least=True,
    ),
}
HEADINGS = {
    "learner": "Learner",
    "license": "License",
    "=number": "Number",
    "issued": "Issued",
    "expires": "Expires",
    "status": "Status",
    "=changed": "Last changed",
}
TILES = [
    ("valid", "Valid", "for more than 90 days"),
    ("expiring", "Expiring", "within 90 days"),
    ("expired", "Expired", "renew or remove"),
    ("", "All", "licenses and certifications"),
]


@dataclass(frozen=True, slots=True)
class Tile:
    """A count that is a link to what it counts."""

    key: str
    label: str
    hint: str
    count: Count
    address: str


@signed_in
def show_licenses(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The list, as the address narrows and sorts it; learners go to their own page."""
    if actor.user.role == Role.LEARNER:
        return redirect("learner", actor.user.pk)
    form = LicenseFilterForm(request.GET, actor=actor)
    wanted, day = form.wanted(), localdate()
    sort = wanted_sort(request, SORTS, "learner")
    units = units_meant(actor, form.units, wanted.unit)
    visible = licenses_visible_to(actor, wanted.day(day), known_on=wanted.known_on, units=units)
    order = SORTS[sort.removeprefix("-")]
    seen = overview(
        visible,
        replace(wanted, unit=None),
        day,
        searched=order.searched,
        learners=learners_meant(actor, units, wanted.learners),
    )
    counts = seen.counts
    # A version has an id of its own, besides that of the license.
    named = visible.annotate(record=F("record_id" if wanted.known_on else "pk"))
    rows = named.values_list("record", *OF_LICENSE, named=True)
    found = Found(rows, seen.parts, counts[wanted.standing])
    page = page_of(request, found, order, sort)
    context = {
        "form": form,
        "chips": [
            Chip(words, address_with(request.GET, **{name: None}))
            for name, words in form.spoken().items()
        ],
        "tiles": [
            Tile(key, label, hint, counts[key], address_with(request.GET, standing=key or None))
            for key, label, hint in TILES
        ],
        "resting": counts["not-in-force"] + counts["not-yet-valid"],
        "standing": wanted.standing,
        "headings": headings(request.GET, HEADINGS, sort),
        "past": wanted.as_of or wanted.known_on,
        "wanted": wanted,
        "today": address_with(request.GET, as_of=None, known_on=None),
        "rows": page.rows,
        "page": page,
        "query": address_with(request.GET, sort=None),
        "sort": request.GET.get("sort", ""),
    }
    return show_list(request, "licenses/list.html", context)


@signed_in
def export_licenses(request: HttpRequest, actor: Actor, fmt: str) -> HttpResponseBase:
    """The licenses that the address asks for, as a spreadsheet that can be imported again."""
    form = LicenseFilterForm(request.GET, actor=actor)
    return download(licenses_file(actor, form.wanted(), fmt))


@signed_in
def show_license(request: HttpRequest, actor: Actor, license_id: int) -> HttpResponse:
    """One license, and every version of it."""
    found = find_license(actor, license_id, localdate())
    steps = steps_between(list(versions_of(actor, license_id)))
    made_by = [step.event.import_id for step in steps if step.event.import_id]
    imports = imports_visible_to(actor).in_bulk(made_by)
    context = {
        "license": found,
        "steps": [(step, imports.get(step.event.import_id)) for step in steps],
        "may_change": may_change_licenses_of(actor, found.user_id),
    }
    return render(request, "licenses/license.html", context)


@signed_in
def edit_license(request: HttpRequest, actor: Actor, license_id: int) -> HttpResponse:
    """Edit what is recorded; whoever was faster wins, and is named."""
    actor.require(Permission.LICENSES_CHANGE)
    found = find_license(actor, license_id, localdate())
    form = LicenseForm(request.POST) if request.method == "POST" else LicenseForm.about(found)
    version = _version(request.POST, found.version)
    if form.is_valid():
        try:
            change_license(form.cleaned_data, license_id=license_id, version=version, actor=actor)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Saved: {found}.")
            return redirect("license", license_id)
    context = {"form": form, "license": found, "version": version}
    return render(request, "licenses/edit.html", context, status=422 if form.errors else 200)


@signed_in
def delete_license(request: HttpRequest, actor: Actor, license_id: int) -> HttpResponse:
    """Ask first, then delete; the notice that follows can put it back."""
    actor.require(Permission.LICENSES_CHANGE)
    found = find_license(actor, license_id, localdate())
    if request.method != "POST":
        return render(request, "licenses/delete.html", {"license": found})
    remove_license(license_id=license_id, reason=request.POST.get("reason", ""), actor=actor)
    # The extra tag is the address that the notice's "Put back" button posts to.
    messages.success(
        request,
        f"Deleted: {found} of {found.user.full_name}.",
        extra_tags=reverse("license-put-back", args=[license_id]),
    )
    return redirect("learner", found.user_id)


@signed_in
def restore_license(request: HttpRequest, actor: Actor, license_id: int) -> HttpResponse:
    """Put a deleted license back as it was."""
    if request.method != "POST":
        return redirect("licenses")
    put_back = put_back_license(license_id=license_id, actor=actor)
    messages.success(request, f"Put back: {put_back}.")
    return redirect("learner", put_back.user_id)


def _version(posted: Mapping[str, str], now: int) -> int:
    # No version is 0, so a form with an unreadable one conflicts instead of winning.
    return read_number(posted, "version", 0) if "version" in posted else now
