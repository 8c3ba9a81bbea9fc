"""Needs your help: how a file is read, and the form in which to say that it is meant otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from goodstanding.imports.answering import ANSWERABLE, answer
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.memory import remember_date_order, remember_heading, remember_value
from goodstanding.imports.models import Import
from goodstanding.imports.options import options_for, require_option
from goodstanding.imports.queries import find_import
from goodstanding.imports.reading import Reading, reading_of
from goodstanding.imports.worker import check_again
from goodstanding.people.actor import Actor
from goodstanding.refusals import Refusal
from goodstanding.sheets.answers import Answers
from goodstanding.web.actor import signed_in
from goodstanding.web.pages.imports import KINDS
from goodstanding.web.values import read_number


@signed_in
def show_reading(request: HttpRequest, actor: Actor, import_id: UUID) -> HttpResponse:
    """Show how the file was read; take answers and have it checked again."""
    found = find_import(actor, import_id)
    actor.require(KINDS[found.kind].permission)
    if found.state not in ANSWERABLE:
        return redirect("import", import_id)
    reading, refusal = reading_of(found), None
    if request.method == "POST":
        try:
            answered = answer(found.pk, _answers(request.POST, found, reading, actor), actor=actor)
            _remember(request.POST, found, reading, actor)
            check_again(answered)
            return redirect("import", import_id)
        except Refusal as caught:
            refusal = caught
    context = _context(found, reading, actor) | {"refusal": refusal}
    return render(
        request, "imports/reading.html", context, status=refusal.status if refusal else 200
    )


def _context(found: Import, reading: Reading, actor: Actor) -> dict[str, Any]:
    kind = find_kind(found.kind).sheet
    columns = {unknown.column.field: unknown.column for unknown in reading.unknown}
    options = {field: options_for(column, found.kind, actor) for field, column in columns.items()}
    return {
        "import": found,
        "kind": KINDS[found.kind],
        "reading": reading,
        "encoding": found.read_as.get("encoding", ""),
        "fields": kind.columns,
        "dates": [
            (one, date.fromisoformat(one.month_first), date.fromisoformat(one.day_first))
            for one in reading.undecided
        ],
        "options": options,
        "unknown": [
            (one, one.suggestion in {value for value, _ in options[one.column.field]})
            for one in reading.unknown
        ],
    }


def _answers(data: QueryDict, found: Import, reading: Reading, actor: Actor) -> Answers:
    """What was answered that is not so already."""
    shape = _shape(data, found, reading)
    if shape.encoding or shape.header_row is not None or shape.sheet not in (None, reading.sheet):
        return shape  # what was said about columns was said about others
    columns = {
        one.cell: given
        for one in reading.columns
        if (given := data.get(f"column-{one.cell}", one.field)) != one.field and given
    }
    orders = {one.field: data.get(f"order-{one.field}") for one in reading.undecided}
    return replace(
        shape,
        columns=columns,
        day_first={f: given == "day" for f, given in orders.items() if given in {"day", "month"}},
        values=_values(data, found, reading, actor),
    )


NOT_SAID = -1
"""No row; 0 says that there are no headings."""


def _shape(data: QueryDict, found: Import, reading: Reading) -> Answers:
    """The character set, the sheet and the header row, where they are to be others."""
    encoding, sheet = data.get("encoding", ""), data.get("sheet", "")
    row = read_number(data, "header_row", NOT_SAID)
    chosen = next((one.row for one in reading.header_rows if one.chosen), NOT_SAID)
    asked = sheet != reading.sheet or "sheet" in found.asked
    return Answers(
        encoding="" if encoding == found.read_as.get("encoding") else encoding,
        sheet=sheet if sheet in reading.sheets and asked else None,
        header_row=None if row in {NOT_SAID, chosen} else row,
    )


def _values(
    data: QueryDict, found: Import, reading: Reading, actor: Actor
) -> dict[str, dict[str, str]]:
    values: dict[str, dict[str, str]] = {}
    for number, one in enumerate(reading.unknown):
        if given := _given(data, number):
            require_option(one.column, found.kind, given, actor)
            values.setdefault(one.column.field, {})[one.text.lower()] = given
    return values


def _given(data: QueryDict, number: int) -> str:
    """What the unknown value of that number means; the button of a suggestion comes first."""
    return data.get(f"use-{number}", data.get(f"value-{number}", "")).strip()


def _remember(data: QueryDict, found: Import, reading: Reading, actor: Actor) -> None:
    """Keep the answers whose box "Remember" is ticked."""
    if "remember-columns" in data:
        for column in reading.columns:
            given = data.get(f"column-{column.cell}", column.field)
            if given and given != column.field and column.heading:
                remember_heading(found.kind, column.heading, given, actor=actor)
    orders = {data.get(f"order-{one.field}") for one in reading.undecided} & {"day", "month"}
    if "remember-dates" in data and len(orders) == 1:
        remember_date_order(found.kind, day_first=orders == {"day"}, actor=actor)
    if "remember-values" in data:
        for number, one in enumerate(reading.unknown):
            if given := _given(data, number):
                remember_value(found.kind, one.column.field, one.text, given, actor=actor)
