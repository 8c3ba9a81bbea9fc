"""Everything that can be said about a file after its upload: how to read it, and corrections."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from uuid import UUID

from django.db import transaction

from goodstanding.imports.fixing import require_row, text_of
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Import, State
from goodstanding.imports.queries import lock_import
from goodstanding.people.actor import Actor
from goodstanding.refusals import Conflict, Invalid
from goodstanding.sheets.answers import NOT_IMPORTED, Answers

ANSWERABLE = (State.CHECKED, State.NEEDS_HELP)


@transaction.atomic
def answer(import_id: UUID, answers: Answers, *, actor: Actor) -> Import:
    """Add answers about the reading of a file; it is then to be checked again.

    Another sheet, header row or character set makes the answers about columns void, because
    these speak of other columns then.
    """
    import_ = _locked(import_id, actor)
    before = Answers(**import_.answers)
    known = {column.field for column in find_kind(import_.kind).sheet.columns}
    if not {*answers.columns.values()} <= {*known, NOT_IMPORTED}:
        raise Invalid("no-such-field", "One of the columns was given a meaning that there is not.")
    shape = (answers.encoding, answers.sheet, answers.header_row)
    if any(part not in ("", None) for part in shape):
        before = replace(before, columns={}, day_first={}, cells={})
        if answers.encoding or answers.sheet is not None:
            before = replace(before, header_row=None)
        if answers.encoding:
            before = replace(before, sheet=None)
    return _to_be_checked(import_, answers.over(before))


@transaction.atomic
def correct_row(
    import_id: UUID, row: int, texts: Mapping[str, str], same: Collection[str], *, actor: Actor
) -> Import:
    """Correct cells of a row (field to text, "" for blank); the file is then to be checked again.

    For the fields ``same``, all rows with the old text get the new one.
    """
    import_ = _locked(import_id, actor)
    require_row(import_, row)
    cells = {field: text for field, text in texts.items() if field not in same}
    values = {
        field: {old.lower(): texts[field]}
        for field in same
        if field in texts and (old := text_of(import_, row, field))
    }
    told = Answers(cells={str(row): cells} if cells else {}, values=values)
    return _to_be_checked(import_, told.over(Answers(**import_.answers)))


def _locked(import_id: UUID, actor: Actor) -> Import:
    import_ = lock_import(actor, import_id)
    if import_.state not in ANSWERABLE:
        raise Conflict(
            "cannot-be-answered",
            f"Nothing can be changed about this file now: {import_.get_state_display().lower()}.",
            "Go back to the page of the import and look at where it stands.",
        )
    return import_


def _to_be_checked(import_: Import, answers: Answers) -> Import:
    import_.answers = answers.as_json()
    # Whoever has seen the plan and changes it wants to see the new one before it happens.
    import_.import_at_once = import_.import_at_once and import_.state == State.NEEDS_HELP
    import_.state = State.UPLOADED
    import_.save()
    return import_
