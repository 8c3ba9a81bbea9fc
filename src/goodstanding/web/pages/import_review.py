"""What this file will do: the plan, row by row, and the button that makes it so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url

from goodstanding.imports.actions import discard, request_import
from goodstanding.imports.fixing import rows_with_errors, stands_against_all
from goodstanding.imports.models import Import, State
from goodstanding.imports.queries import find_import, successor
from goodstanding.imports.reading import UNKNOWN_CODES
from goodstanding.imports.results import results_file
from goodstanding.imports.review import review
from goodstanding.imports.worker import wake_worker
from goodstanding.people.actor import Actor
from goodstanding.web.actor import signed_in
from goodstanding.web.download import download
from goodstanding.web.pages.imports import KINDS
from goodstanding.web.plan_words import tell

REVIEWED = {State.CHECKED, State.IMPORTED}
PARTS = {
    State.UPLOADED: "_busy",
    State.CHECKING: "_busy",
    State.IMPORTING: "_busy",
    State.UNREADABLE: "_unreadable",
    State.CHECKED: "_checked",
    State.IMPORTED: "_imported",
    State.STALE: "_stale",
    State.STOPPED: "_stopped",
    State.DISCARDED: "_discarded",
}


@signed_in
def show(request: HttpRequest, actor: Actor, import_id: UUID) -> HttpResponse:
    """The page of one import, whatever state it is in."""
    found = find_import(actor, import_id)
    if found.state == State.NEEDS_HELP:
        return _to_questions(request, found)
    page = request.GET.get("page", "")
    context: dict[str, Any] = {
        "import": found,
        "kind": KINDS[found.kind],
        "part": f"imports/{PARTS[State(found.state)]}.html",
        "results": _results_formats(found),
        "read_as": found.read_as.get("words", ""),
    }
    if found.state in REVIEWED:
        section = request.GET.get("section", "")
        number = int(page) if page.isdecimal() else 1
        context |= tell(found, review(found, section=section, page=max(number, 1)))
    if found.state == State.CHECKED:
        context["wrong"] = [] if stands_against_all(found) else rows_with_errors(found)
        codes = {group.code for told in context["problems"] for _, group in told.groups}
        context["unknown"] = bool(codes & UNKNOWN_CODES)
    if found.state == State.STALE:
        context["successor"] = successor(found)
    return render(request, "imports/import.html", context)


def _to_questions(request: HttpRequest, found: Import) -> HttpResponse:
    """Lead to what is asked; htmx, which waited on the page, is told to go there too."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": resolve_url("import-reading", found.pk)})
    return redirect("import-reading", found.pk)


def _results_formats(found: Import) -> tuple[str, str]:
    """How the results file can be had: first as it was uploaded, then in the other way."""
    uploaded = found.read_as.get("format")
    if uploaded in {"xlsx", "ods"}:
        return "xlsx", "txt"
    return "xml" if uploaded == "xml-spreadsheet" else "txt", "xlsx"


@signed_in
def apply(request: HttpRequest, actor: Actor, import_id: UUID) -> HttpResponse:
    """Let exactly the plan that was shown happen, or nothing."""
    if request.method == "POST":
        request_import(
            import_id,
            plan_digest=request.POST.get("plan_digest", ""),
            only_good_rows="only_good_rows" in request.POST,
            accept_warnings="accept_warnings" in request.POST,
            confirmed=request.POST.get("confirmed", ""),
            actor=actor,
        )
        wake_worker()
    return redirect("import", import_id)


@signed_in
def throw_away(request: HttpRequest, actor: Actor, import_id: UUID) -> HttpResponse:
    """Set an import aside; it stays in the list of past imports."""
    if request.method == "POST":
        discard(import_id, actor=actor)
    return redirect("import", import_id)


@signed_in
def results(request: HttpRequest, actor: Actor, import_id: UUID, fmt: str) -> HttpResponse:
    """The user's own rows back, with what to do about each."""
    return download(results_file(find_import(actor, import_id), fmt))
