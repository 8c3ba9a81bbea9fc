"""The users: the list, add, edit, passwords."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from goodstanding.exports.learners import learners_file
from goodstanding.folded import folded
from goodstanding.people.actions import (
    add_user,
    change_user,
    set_supervised_units,
    set_user_password,
)
from goodstanding.people.actor import Actor
from goodstanding.people.models import Role, User
from goodstanding.people.passwords import WeakPassword, in_sentences
from goodstanding.people.permissions import Permission
from goodstanding.people.queries import (
    NAMES,
    find_learner,
    goes_by_parts,
    learners_visible_to,
    units_meant,
)
from goodstanding.refusals import Refusal
from goodstanding.web.actor import signed_in
from goodstanding.web.download import download
from goodstanding.web.forms.users import (
    PasswordForm,
    UserFilterForm,
    UserForm,
    supervised_units,
)
from goodstanding.web.keyset import Key, Order
from goodstanding.web.table import Found, headings, page_of, show_list, wanted_sort

BY_NAME = (Key(folded("last_name")), Key(folded("first_name")))
SORTS = {
    "name": Order(BY_NAME, bound=2),
    "username": Order((Key(folded("username")),)),
    "unit": Order((Key(F("unit__full_name"), nullable=True, blank_with="unit"), *BY_NAME)),
    "role": Order((Key(F("role")), *BY_NAME), often=Role.LEARNER.value),
}
HEADINGS = {
    "name": "Name",
    "username": "Username",
    "unit": "Unit",
    "role": "Role",
    "=licenses": "Licenses",
}
SEARCHED = (*NAMES, "email")


@signed_in
def show_users(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The users whom the actor may see, as the address narrows them."""
    actor.require(Permission.USERS_VIEW)
    form = UserFilterForm(request.GET, actor=actor)
    form.is_valid()
    units = units_meant(actor, form.units, form.cleaned_data.get("unit"))
    found = _narrow(learners_visible_to(actor, units), form.cleaned_data)
    sort = wanted_sort(request, SORTS, "name")
    words = form.cleaned_data.get("text", "").split()
    parts = [found.filter(part) for part in goes_by_parts(words, fields=SEARCHED)]
    counted = found.select_related("unit").annotate(held=Count("licenses"))
    list_ = Found.gathered(counted, parts)
    page = page_of(request, list_, SORTS[sort.removeprefix("-")], sort)
    context = {
        "form": form,
        "headings": headings(request.GET, HEADINGS, sort),
        "rows": page.rows,
        "page": page,
        "sort": request.GET.get("sort", ""),
    }
    return show_list(request, "users/list.html", context)


def _narrow(users: QuerySet[User], wanted: dict[str, Any]) -> QuerySet[User]:
    if wanted.get("role"):
        users = users.filter(role=wanted["role"])
    if wanted.get("active") != "all":
        users = users.filter(is_active=wanted.get("active") != "inactive")
    return users


@signed_in
def export_users(request: HttpRequest, actor: Actor, fmt: str) -> HttpResponseBase:
    """The users whom the actor may see, as a spreadsheet that can be imported again."""
    actor.require(Permission.USERS_VIEW)
    return download(learners_file(actor, fmt))


@signed_in
def add(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Add a user."""
    actor.require(Permission.USERS_CHANGE)
    form = UserForm(request.POST) if request.method == "POST" else UserForm()
    if form.is_valid():
        try:
            user = _save(form, None, actor)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Added: {user.full_name}.")
            return redirect("learner", user.pk)
    context = {"form": form, "person": None}
    return render(request, "users/edit.html", context, status=422 if form.errors else 200)


@signed_in
def edit(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """Edit a user."""
    actor.require(Permission.USERS_CHANGE)
    user = find_learner(actor, user_id)
    form = UserForm(request.POST) if request.method == "POST" else UserForm.about(user)
    if form.is_valid():
        try:
            _save(form, user, actor)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Saved: {user.full_name}.")
            return redirect("learner", user_id)
    context = {"form": form, "person": user}
    return render(request, "users/edit.html", context, status=422 if form.errors else 200)


@transaction.atomic
def _save(form: UserForm, user: User | None, actor: Actor) -> User:
    """The user and the units that he or she supervises: both, or neither."""
    if user is None:
        saved = add_user(form.values(), actor=actor)
    else:
        saved = change_user(form.values(), user_id=user.pk, actor=actor)
    units = list(form.cleaned_data["supervises"])
    if set(units) != set(supervised_units(saved)):
        set_supervised_units(units, user_id=saved.pk, actor=actor)
    return saved


@signed_in
def set_password(request: HttpRequest, actor: Actor, user_id: int) -> HttpResponse:
    """Give somebody a password."""
    actor.require(Permission.USERS_CHANGE)
    user = find_learner(actor, user_id)
    form = PasswordForm(request.POST or None)
    if form.is_valid():
        try:
            set_user_password(form.cleaned_data["password"], user_id=user_id, actor=actor)
        except WeakPassword as weak:
            for _, said in in_sentences(weak.reasons):
                form.add_error("password", said)
        else:
            messages.success(request, f"{user.full_name} can now sign in with the new password.")
            return redirect("learner", user_id)
    context = {"form": form, "person": user}
    return render(request, "users/password.html", context, status=422 if form.errors else 200)
