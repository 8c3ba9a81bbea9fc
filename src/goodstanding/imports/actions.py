"""Everything that can be done to an import: upload, check, import, discard."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import asdict, replace
from pathlib import PurePath
from typing import BinaryIO
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone

from goodstanding.formats.detect import empty_file, too_large
from goodstanding.formats.limits import DEFAULT_LIMITS, Limits
from goodstanding.formats.read import read_file
from goodstanding.formats.unreadable import Unreadable
from goodstanding.imports.apply import apply_plan
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.memory import memory_of
from goodstanding.imports.models import Import, State
from goodstanding.imports.queries import find_import
from goodstanding.imports.storage import load_plan, save_plan, save_upload, upload_as_file
from goodstanding.people.actor import Actor
from goodstanding.plans.plan import Plan
from goodstanding.refusals import Conflict, Refusal, StalePlan
from goodstanding.sheets.answers import NO_ANSWERS, Answers
from goodstanding.sheets.normalize import normalize
from goodstanding.sheets.questions import open_questions
from goodstanding.sheets.recognize import recognize

logger = logging.getLogger(__name__)

ABOUT_ENCODING = {
    "encoding-unknown",
    "encoding-mixed",
    "encoding-does-not-fit",
    "encoding-not-known",
}


def file_limits() -> Limits:
    """What one file may ask of us in this installation."""
    megabytes = settings.FILE_MEGABYTES
    return replace(DEFAULT_LIMITS, rows=settings.FILE_ROWS, upload_bytes=megabytes * 1024**2)


def upload(
    content: BinaryIO,
    *,
    file_name: str,
    kind: str,
    import_at_once: bool = False,
    answers: Answers = NO_ANSWERS,
    actor: Actor,
) -> Import:
    """Keep a file to be checked, and how it is to be read; nothing is read yet."""
    actor.require(find_kind(kind).permission)
    digest, size = hashlib.sha256(), 0
    while block := content.read(1024 * 1024):
        digest.update(block)
        size += len(block)
    if size == 0:
        raise empty_file()
    limits = file_limits()
    if size > limits.inspect_bytes:
        raise too_large(size, limits)
    content.seek(0)
    import_ = Import(
        kind=kind,
        actor=actor.user,
        door=actor.door,
        file_name=PurePath(file_name.replace("\\", "/")).name[:255] or "upload",
        file_size=size,
        file_digest=digest.hexdigest(),
        import_at_once=import_at_once,
        answers=answers.as_json(),
    )
    save_upload(import_, File(content))
    import_.save()
    return import_


def check(import_: Import, *, actor: Actor) -> Plan | None:
    """Read the file and plan what it would do; None if it cannot be read.

    Writes to the import alone, and to what is kept beside it.
    """
    kind = find_kind(import_.kind)
    actor.require(kind.permission)
    _move(import_, State.CHECKING)
    answers = Answers(**import_.answers)
    try:
        with upload_as_file(import_) as path:
            document = read_file(path, file_limits(), answers.encoding)
    except Unreadable as refusal:
        _cannot_read(import_, refusal, actor)
        return None
    answers = answers.over(memory_of(actor, import_.kind))
    today = timezone.localdate()
    recognized = recognize(document, kind.sheet, answers)
    entries = normalize(recognized, today=today, answers=answers)
    with transaction.atomic():
        reference = kind.look_up(entries, actor)
    plan = kind.make_plan(entries, reference, today)
    save_plan(import_, plan, document, recognized, entries)
    import_.refusal = {}
    import_.asked = open_questions(recognized, entries, answers)
    import_.read_as = asdict(document.read_as) | {"words": document.read_as.describe()}
    import_.counts = plan.counts() | _problem_counts(plan) | {"blank": recognized.table.blank_rows}
    import_.plan_digest = plan.digest()
    import_.checked_at = timezone.now()
    _move(import_, State.NEEDS_HELP if import_.asked and may_ask(actor) else State.CHECKED)
    return plan


def may_ask(actor: Actor) -> bool:
    """Whether somebody is there to answer; other doors go on with the likeliest reading."""
    return actor.door == "web"


def _cannot_read(import_: Import, refusal: Unreadable, actor: Actor) -> None:
    """Say why; if only the character set is in doubt, that is a question."""
    import_.refusal = describe(refusal)
    import_.asked = ["encoding"] if refusal.code in ABOUT_ENCODING else []
    asks = import_.asked and may_ask(actor)
    _move(import_, State.NEEDS_HELP if asks else State.UNREADABLE)


def may_import_at_once(import_: Import) -> bool:
    """Whether an upload with "Only validate the file" unticked goes on without a further look.

    It does if there is nothing to be told, or if this very plan has been shown already.
    """
    if import_.counts.get("errors"):
        return False
    shown = Import.objects.filter(
        actor=import_.actor,
        file_digest=import_.file_digest,
        plan_digest=import_.plan_digest,
        state=State.CHECKED,
    ).exclude(pk=import_.pk)
    return not import_.counts.get("warnings") or shown.exists()


def apply(
    import_id: UUID, *, plan_digest: str, only_good_rows: bool = False, actor: Actor
) -> Import:
    """Import exactly what the plan shows, or nothing.

    Raises ``StalePlan`` if what the plan relied on has moved; the file is then checked again
    as a new import. Applying a plan that was imported already changes nothing.
    """
    try:
        with transaction.atomic():
            import_ = _locked(import_id, plan_digest, only_good_rows, actor)
            if import_.state == State.IMPORTED:
                return import_
            plan = load_plan(import_)
            if plan.digest() != plan_digest:
                raise Conflict("plan-altered", "The stored plan is not the one that was shown.")
            apply_plan(import_, plan, find_kind(import_.kind), actor)
            import_.only_good_rows = only_good_rows
            import_.imported_at = timezone.now()
            _move(import_, State.IMPORTED)
            return import_
    except StalePlan as refusal:
        _check_again(find_import(actor, import_id), refusal, actor)
        raise


def discard(import_id: UUID, *, actor: Actor) -> None:
    """Put a check away; nothing was changed by it, and nothing will be."""
    find_import(actor, import_id)
    with transaction.atomic():
        import_ = Import.objects.select_for_update().get(pk=import_id)
        if import_.state in {State.IMPORTED, State.IMPORTING}:
            raise Conflict("already-imported", "This file has been imported already.")
        _move(import_, State.DISCARDED)


def stop(import_: Import, refusal: Refusal) -> None:
    """Note that an import was stopped, and why; nothing was imported."""
    import_.refusal = describe(refusal)
    _move(import_, State.STOPPED)


def stop_interrupted() -> int:
    """Say of imports that a server left unfinished that they were stopped; give how many.

    For the start of a server that is the only one: no worker can be at work on them. What was
    being imported was not committed, because the state is written in the same transaction.
    """
    interrupted = Import.objects.filter(state__in=(State.CHECKING, State.IMPORTING))
    refusal = Refusal(
        "server-stopped",
        "The server stopped while it was at work on this file. Nothing was imported.",
        "Upload the file again.",
    )
    return interrupted.update(state=State.STOPPED, refusal=describe(refusal))


def describe(refusal: Refusal) -> dict[str, str]:
    """A refusal as it is kept with the import."""
    return {
        "code": refusal.code,
        "message": refusal.message,
        "remedy": refusal.remedy,
        "place": getattr(refusal, "place", ""),
    }


def _locked(import_id: UUID, plan_digest: str, only_good_rows: bool, actor: Actor) -> Import:
    """The import, locked, if it may be applied."""
    find_import(actor, import_id)
    import_ = Import.objects.select_for_update().get(pk=import_id)
    actor.require(find_kind(import_.kind).permission)
    if import_.state == State.IMPORTED:
        return import_
    if import_.state not in {State.CHECKED, State.IMPORTING}:
        raise Conflict(
            "not-checked",
            f"This import is not ready: {import_.get_state_display().lower()}.",
            "Upload the file again.",
        )
    if import_.plan_digest != plan_digest:
        raise Conflict(
            "other-plan",
            "This is not the plan that was shown. Nothing was imported.",
            "Look at the page again, then import.",
        )
    if import_.counts["errors"] and not only_good_rows:
        raise Conflict(
            "has-errors",
            f"{import_.counts['cannot']:,} rows cannot be imported, so nothing was.",
            "Correct the rows and upload the file again, or choose to leave them out.",
        )
    return import_


def _check_again(import_: Import, refusal: StalePlan, actor: Actor) -> None:
    """Mark the import as out of date and check its file anew as another import."""
    with transaction.atomic():
        import_ = Import.objects.select_for_update().get(pk=import_.pk)
        if import_.state not in {State.CHECKED, State.IMPORTING}:
            return  # somebody else tried the same plan, and has seen to this already
        import_.refusal = describe(refusal)
        _move(import_, State.STALE)
    with upload_as_file(import_) as path, path.open("rb") as content:
        again = upload(
            content,
            file_name=import_.file_name,
            kind=import_.kind,
            answers=Answers(**import_.answers),
            actor=actor,
        )
    again.follows = import_
    again.save(update_fields=["follows"])
    check(again, actor=actor)


def _problem_counts(plan: Plan) -> dict[str, int]:
    counted = dict(plan.problems.group_by("severity").len().iter_rows())
    return {"errors": int(counted.get("error", 0)), "warnings": int(counted.get("warning", 0))}


def _move(import_: Import, state: State) -> None:
    import_.state = state
    import_.save()
