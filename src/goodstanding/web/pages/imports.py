"""Import Data: get the spreadsheet, fill it in, upload it; below, what was uploaded before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast
from uuid import UUID, uuid4

from django.core.files.uploadedfile import UploadedFile
from django.db.models import F
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from goodstanding.exports.template import template_file
from goodstanding.imports.actions import Wishes, upload
from goodstanding.imports.checking import file_limits
from goodstanding.imports.queries import past_imports
from goodstanding.imports.worker import wake_worker
from goodstanding.people.actor import Actor
from goodstanding.people.permissions import Permission, Seen, imports_seen_by
from goodstanding.refusals import Refusal
from goodstanding.sheets.answers import Answers
from goodstanding.web.actor import signed_in
from goodstanding.web.download import download
from goodstanding.web.keyset import Key, Order
from goodstanding.web.table import Found, page_of

NEWEST_FIRST = Order((Key(F("created_at"), datetime),), pk=UUID)


@dataclass(frozen=True, slots=True)
class Kind:
    """What the page says for one kind of sheet; ``back`` is the list that the import fills."""

    key: str
    title: str
    things: str
    spreadsheet: str
    permission: Permission
    back: str
    back_title: str


KINDS = {
    kind.key: kind
    for kind in (
        Kind(
            "licenses",
            "Import licenses and certifications",
            "licenses",
            "Licenses and Certifications Spreadsheet",
            Permission.LICENSES_IMPORT,
            "licenses",
            "Licenses & Certifications",
        ),
        Kind(
            "learners",
            "Import users",
            "users",
            "Users Spreadsheet",
            Permission.USERS_CHANGE,
            "users",
            "People",
        ),
        Kind(
            "license-types",
            "Import available licenses",
            "available licenses",
            "Available Licenses Spreadsheet",
            Permission.AVAILABLE_LICENSES_CHANGE,
            "license-types",
            "Available licenses",
        ),
    )
}


@signed_in
def start(request: HttpRequest, actor: Actor, kind: str) -> HttpResponse:
    """The three steps; an upload goes on to the page that tells what the file will do.

    Who may see everybody's imports, but import nothing, gets the list of past imports alone.
    """
    may_import, refusal = actor.may(KINDS[kind].permission), None
    if request.method == "POST" or imports_seen_by(actor.user)[1] != Seen.EVERYTHING:
        actor.require(KINDS[kind].permission)
    if request.method == "POST":
        try:
            return redirect("import", _upload(request, actor, kind))
        except Refusal as caught:
            refusal = caught
    past = page_of(request, Found.of(past_imports(actor, kind)), NEWEST_FIRST, "-created")
    context = {
        "kind": KINDS[kind],
        "may_import": may_import,
        "refusal": refusal,
        "limits": file_limits(),
        "key": uuid4(),
        "only_validate": request.method != "POST" or "only_validate" in request.POST,
        "rows": past.rows,
        "page": past,
    }
    status = refusal.status if refusal else 200
    return render(request, "imports/start.html", context, status=status)


def _upload(request: HttpRequest, actor: Actor, kind: str) -> str:
    """Store the file and queue its check; give the id of the import."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile) or file.file is None:
        raise Refusal(
            "no-file-chosen",
            "No file was chosen, so nothing was uploaded.",
            "Click Choose File, pick the spreadsheet that you saved, then click Upload.",
        )
    stored = upload(
        cast(BinaryIO, file.file),
        file_name=file.name or "spreadsheet",
        kind=kind,
        answers=Answers(renewals="newer" if request.POST.get("renewals") == "newer" else ""),
        wishes=Wishes(
            import_at_once="only_validate" not in request.POST,
            key=request.POST.get("key", ""),
        ),
        actor=actor,
    )
    wake_worker()
    return str(stored.pk)


@signed_in
def spreadsheet(request: HttpRequest, actor: Actor, kind: str, fmt: str) -> HttpResponseBase:
    """The spreadsheet with its instructions: empty, or with what is on record (``?filled=1``)."""
    actor.require(KINDS[kind].permission)
    filled = request.GET.get("filled") == "1"
    return download(template_file(kind, fmt, actor=actor, filled=filled))
