"""What is remembered of answers to earlier files: to be seen, and to be forgotten again."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goodstanding.imports.kinds import find_kind
from goodstanding.imports.memory import forget, forgettable_by, remembered_visible_to
from goodstanding.imports.models import Remembered
from goodstanding.people.actor import Actor
from goodstanding.sheets.answers import NOT_IMPORTED
from goodstanding.web.actor import signed_in
from goodstanding.web.pages.imports import KINDS

ORDERS = {"day": "the day stands first", "month": "the month stands first"}


@signed_in
def show_remembered(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """The list, what is remembered last first."""
    known = remembered_visible_to(actor, kind).select_related("by").order_by("-at", "-pk")
    mine = set(forgettable_by(actor, kind).values_list("pk", flat=True))
    rows = [(one, one.pk in mine, *_in_words(one)) for one in known]
    return render(request, "imports/remembered.html", {"kind": KINDS[kind], "rows": rows})


@signed_in
def forget_remembered(
    request: HttpRequest, actor: Actor, kind: str, remembered_id: int
) -> HttpResponse:
    """Forget one answer."""
    if request.method == "POST":
        forget(remembered_id, kind, actor=actor)
    return redirect("remembered", kind=kind)


def _in_words(one: Remembered) -> tuple[str, str, str]:
    """Where it stands, what stands there, what it means."""
    headings = {c.field: c.heading for c in find_kind(one.kind).sheet.columns}
    if one.what == Remembered.About.HEADING:
        left_out = one.value == NOT_IMPORTED
        meaning = "not imported" if left_out else f"the column {headings.get(one.value, one.value)}"
        return "Heading", one.text, meaning
    if one.what == Remembered.About.VALUE:
        return headings.get(one.field, one.field), one.text, one.value
    return "Dates", "that do not tell", ORDERS[one.value]
