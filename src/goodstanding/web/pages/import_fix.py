"""Fix here: one row of a file as a form, with what is wrong at each cell."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from goodstanding.imports.answering import correct_row
from goodstanding.imports.fixing import RowToFix, row_to_fix, rows_with_errors
from goodstanding.imports.models import Import, State
from goodstanding.imports.options import options_for
from goodstanding.imports.queries import find_import
from goodstanding.imports.worker import check_again
from goodstanding.people.actor import Actor
from goodstanding.refusals import Refusal
from goodstanding.web.actor import signed_in
from goodstanding.web.pages.imports import KINDS


@signed_in
def fix_row(request: HttpRequest, actor: Actor, import_id: UUID, row: int) -> HttpResponse:
    """Show a row of the file to be corrected; the file itself is never touched."""
    found = find_import(actor, import_id)
    actor.require(KINDS[found.kind].permission)
    if found.state != State.CHECKED:
        return redirect("import", import_id)
    shown, refusal = row_to_fix(found, row), None
    if request.method == "POST":
        try:
            return _save(request.POST, found, shown, actor)
        except Refusal as caught:
            refusal = caught
    context: dict[str, Any] = {
        "import": found,
        "kind": KINDS[found.kind],
        "shown": shown,
        "cells": [(cell, options_for(cell.column, found.kind, actor)) for cell in shown.cells],
        "refusal": refusal,
    }
    status = refusal.status if refusal else 200
    return render(request, "imports/fix.html", context, status=status)


def _save(data: QueryDict, found: Import, shown: RowToFix, actor: Actor) -> HttpResponse:
    """Keep what was changed and go on to the next row with an error, or back to the plan."""
    texts = {
        field: given
        for cell in shown.cells
        for field in [cell.column.field]
        # The button of a suggestion beats what stands in the field.
        if (given := data.get(f"use-{field}", data.get(field, cell.text)).strip()) != cell.text
    }
    if texts:
        same = {field for field in texts if f"same-{field}" in data}
        check_again(correct_row(found.pk, shown.row, texts, same, actor=actor))
        found.refresh_from_db()
    if "last" in data or found.state != State.CHECKED:
        return redirect("import", found.pk)
    wrong = rows_with_errors(found)
    after = [row for row in wrong if row > shown.row] or wrong
    if not after or (not texts and after[0] <= shown.row):
        return redirect("import", found.pk)
    return redirect("import-fix", found.pk, after[0])
