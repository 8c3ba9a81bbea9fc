"""What this file will do: the plan, row by row, and the button that makes it so."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url

from goodstanding.imports.actions import cancel, discard, request_import, try_again, undo
from goodstanding.imports.drift import drift_of
from goodstanding.imports.fixing import rows_with_errors, stands_against_all
from goodstanding.imports.models import Import, State
from goodstanding.imports.progress import progress_of
from goodstanding.imports.queries import find_import, same_bytes_before, successor, undo_of
from goodstanding.imports.reading import UNKNOWN_CODES
from goodstanding.imports.results import results_file
from goodstanding.imports.review import review
from goodstanding.imports.undo_results import undo_file
from goodstanding.imports.worker import wake_worker
from goodstanding.people.actor import Actor
from goodstanding.web.actor import signed_in
from goodstanding.web.download import download
from goodstanding.web.pages.imports import KINDS
from goodstanding.web.plan_words import tell
from goodstanding.web.values import read_number

REVIEWED = {State.CHECKED, State.IMPORTED}
PARTS = {
    State.UPLOADED: "_busy",
    State.CHECKING: "_busy",
    State.IMPORTING: "_busy",
    State.UNREADABLE: "_unreadable",
    State.NEEDS_HELP: "_needs_help",
    State.CHECKED: "_checked",
    State.IMPORTED: "_imported",
    State.STALE: "_stale",
    State.STOPPED: "_stopped",
    State.DISCARDED: "_discarded",
    State.EXPIRED: "_expired",
}


@signed_in
def show(request: HttpRequest, actor: Actor, import_id: UUID) -> HttpResponse:
    """The page of one import, whatever state it is in."""
    found = find_import(actor, import_id)
    may_act = actor.may(KINDS[found.kind].permission)
    if found.state == State.NEEDS_HELP and may_act:
        return _lead(request, "import-reading", found)
    again = successor(found) if found.state == State.STALE else None
    if again is not None:
        return _lead(request, "import", again)
    page = max(read_number(request.GET, "page", 1), 1)
    context: dict[str, Any] = {
        "import": found,
        "kind": KINDS[found.kind],
        "may_act": may_act,
        "part": f"imports/{PARTS[State(found.state)]}.html",
        "results": _results_formats(found),
        "read_as": found.read_as.get("words", ""),
    }
    if found.state in REVIEWED:
        section = request.GET.get("section", "")
        context |= tell(found, review(found, section=section, page=page))
    if found.is_busy:
        context["progress"] = progress_of(found)
        context["mails"] = bool(settings.MAIL)
    if found.state == State.IMPORTED:
        context["undo"] = undo_of(found)
    if found.state == State.CHECKED:
        context["drift"] = drift_of(found)
        context["twin"] = same_bytes_before(actor, found)
        context["wrong"] = rows_with_errors(found) if may_act and _fixable(found) else []
        codes = {group.code for told in context["problems"] for _, group in told.groups}
        context["unknown"] = bool(codes & UNKNOWN_CODES)
    return render(request, "imports/import.html", context)


def _fixable(found: Import) -> bool:
    return not found.undoes_id and not stands_against_all(found)


def _lead(request: HttpRequest, page: str, to: Import) -> HttpResponse:
    """Lead to another page; htmx, which waited on this one, is told to go there too."""
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": resolve_url(page, to.pk)})
    return redirect(page, to.pk)


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
def stop_work(request: HttpRequest, actor: Actor, import_id: UUID) -> HttpResponse:
    """Cancel what the worker is doing with an import."""
    if request.method == "POST":
        cancel(import_id, actor=actor)
    return redirect("import", import_id)


@signed_in
def start_again(request: HttpRequest, actor: Actor, import_id: UUID) -> HttpResponse:
    """Have a stopped or expired import checked again."""
    if request.method == "POST":
        try_again(import_id, actor=actor)
        wake_worker()
    return redirect("import", import_id)


@signed_in
def take_back(request: HttpRequest, actor: Actor, import_id: UUID) -> HttpResponse:
    """Go to the plan that undoes an import; it is made if there is none."""
    if request.method != "POST":
        return redirect("import", import_id)
    made = undo(import_id, actor=actor)
    wake_worker()
    return redirect("import", made.pk)


@signed_in
def throw_away(request: HttpRequest, actor: Actor, import_id: UUID) -> HttpResponse:
    """Set an import aside; it stays in the list of past imports."""
    if request.method == "POST":
        discard(import_id, actor=actor)
    return redirect("import", import_id)


@signed_in
def results(request: HttpRequest, actor: Actor, import_id: UUID, fmt: str) -> HttpResponseBase:
    """The user's own rows back, with what to do about each."""
    found = find_import(actor, import_id)
    return download(undo_file(found, fmt) if found.undoes_id else results_file(found, fmt))
