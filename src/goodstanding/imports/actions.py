"""Everything that can be done to an import: upload, check, import, cancel, discard, undo."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import BinaryIO
from uuid import UUID

from django.core.files.base import File
from django.db import IntegrityError, transaction

from goodstanding.formats.detect import empty_file, too_large
from goodstanding.imports import job
from goodstanding.imports.checking import describe, file_limits, run_check
from goodstanding.imports.importing import run_import
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import BUSY_STATES, UNDO_FOR, Import, State
from goodstanding.imports.queries import lock_import, successor, undo_of
from goodstanding.imports.storage import remove_files, save_upload
from goodstanding.people.actor import Actor
from goodstanding.plans.plan import Plan
from goodstanding.refusals import Conflict, Refusal, StalePlan
from goodstanding.sheets.answers import NO_ANSWERS, Answers


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a door says of an upload besides how to read it.

    ``import_at_once`` is the box "Only validate the file" left unticked. The same ``key`` again
    gives the import that it gave before. ``saved_at`` is when the file was last saved, if known.
    """

    import_at_once: bool = False
    key: str = ""
    saved_at: datetime | None = None


NO_WISHES = Wishes()


def upload(
    content: BinaryIO,
    *,
    file_name: str,
    kind: str,
    answers: Answers = NO_ANSWERS,
    wishes: Wishes = NO_WISHES,
    actor: Actor,
) -> Import:
    """Keep a file to be checked, and how it is to be read; nothing is read yet."""
    actor.require(find_kind(kind).permission)
    digest, size = _digest(content)
    import_ = Import(
        kind=kind,
        actor=actor.user,
        door=actor.door,
        file_name=PurePath(file_name.replace("\\", "/")).name[:255] or "upload",
        file_size=size,
        file_digest=digest,
        import_at_once=wishes.import_at_once,
        answers=answers.as_json(),
        key=wishes.key[:100],
        saved_at=wishes.saved_at,
    )
    known = _known(import_)
    if known:
        return known
    save_upload(import_, File(content))
    try:
        with transaction.atomic():
            import_.save()
    except IntegrityError:
        # The same request, twice at the same moment: the other one was faster.
        known = _known(import_)
        if not known:
            raise
        remove_files(import_)
        return known
    return import_


def check(import_: Import, *, actor: Actor) -> Plan | None:
    """Check at once, instead of waiting for a worker; None if the file cannot be read.

    Writes to the import alone, and to what is kept beside it.
    """
    taken = _taken(import_.pk)
    try:
        return run_check(taken, actor)
    except Refusal as refusal:
        stop(taken, refusal)
        raise
    finally:
        import_.refresh_from_db()


def apply(
    import_id: UUID,
    *,
    plan_digest: str,
    only_good_rows: bool = False,
    accept_warnings: bool = True,
    confirmed: str | None = None,
    actor: Actor,
) -> Import:
    """Import at once exactly what the plan shows, or nothing.

    Raises ``StalePlan`` if what the plan relied on has moved; the file is then checked again
    as a new import. Applying a plan that was imported already changes nothing.
    """
    import_ = request_import(
        import_id,
        plan_digest=plan_digest,
        only_good_rows=only_good_rows,
        accept_warnings=accept_warnings,
        confirmed=confirmed,
        actor=actor,
    )
    if import_.state == State.IMPORTED:
        return import_
    taken = _taken(import_id)
    try:
        run_import(taken, actor)
    except StalePlan:
        again = successor(import_)
        if again is not None:
            check(again, actor=actor)
        raise
    except Refusal as refusal:
        stop(taken, refusal)
        raise
    return taken


@transaction.atomic
def request_import(
    import_id: UUID,
    *,
    plan_digest: str,
    only_good_rows: bool = False,
    accept_warnings: bool = False,
    confirmed: str | None = None,
    actor: Actor,
) -> Import:
    """Have the plan imported that was shown; asking twice makes one job.

    ``accept_warnings`` says that somebody has looked at them; ``confirmed`` is the number of
    records that was typed for an import that changes an unusual share (None: not asked for).
    """
    import_ = lock_import(actor, import_id)
    if import_.state in {State.IMPORTED, State.IMPORTING}:
        return import_
    _refuse_unless_ready(import_, plan_digest)
    if import_.counts["errors"] and not only_good_rows:
        raise Conflict(
            "has-errors",
            f"{import_.counts['cannot']:,} rows cannot be imported, so nothing was.",
            "Correct the rows and upload the file again, or choose to leave them out.",
        )
    if import_.counts["warnings"] and not accept_warnings:
        raise Conflict(
            "warnings-not-accepted",
            f"There are {import_.counts['warnings']:,} warnings to look at first. "
            "Nothing was imported.",
            "Look at them, say that you have, and import again.",
        )
    if import_.unusual and confirmed is not None and confirmed.strip() != str(import_.unusual):
        raise Conflict(
            "not-confirmed",
            f"This import would change or delete {import_.unusual:,} records, which is unusual, "
            "and that number was not typed. Nothing was imported.",
            f"Type {import_.unusual} if that is what you want (as a command: --confirm).",
        )
    job.queue_import(import_, actor, only_good_rows=only_good_rows)
    return import_


@transaction.atomic
def cancel(import_id: UUID, *, actor: Actor) -> None:
    """Stop the work on an import; if it was being imported, nothing of it is kept."""
    import_ = lock_import(actor, import_id)
    if import_.state not in BUSY_STATES:
        raise Conflict(
            "nothing-to-cancel",
            f"There is nothing to cancel any more: {import_.get_state_display().lower()}.",
            "Look at the page of the import.",
        )
    cancelled = Refusal(
        "cancelled", f"Cancelled by {actor.user.full_name}.", "Try again, or upload another file."
    )
    _stopped(import_, cancelled)


@transaction.atomic
def try_again(import_id: UUID, *, actor: Actor) -> Import:
    """Have a stopped or expired import checked again, from the file that is still kept."""
    import_ = lock_import(actor, import_id)
    if import_.state not in {State.STOPPED, State.EXPIRED} or import_.files_removed_at:
        raise Conflict("not-stopped", "This import cannot be tried again.", "Upload the file.")
    import_.state, import_.attempts, import_.refusal = State.UPLOADED, 0, {}
    import_.import_at_once = False
    import_.progress = job.waits_from_now()
    import_.save(update_fields=["state", "attempts", "refusal", "import_at_once", "progress"])
    return import_


@transaction.atomic
def discard(import_id: UUID, *, actor: Actor) -> None:
    """Put a check away; nothing was changed by it, and nothing will be."""
    import_ = lock_import(actor, import_id)
    if import_.state in {State.IMPORTED, State.IMPORTING}:
        raise Conflict("already-imported", "This file has been imported already.")
    import_.state = State.DISCARDED
    import_.fence += 1
    import_.lease_until = None
    import_.save(update_fields=["state", "fence", "lease_until"])


@transaction.atomic
def undo(import_id: UUID, *, actor: Actor) -> Import:
    """Have a plan made that takes an import back; it is an import of its own.

    Asked for twice, it gives the undo that is there already, unless that one came to nothing.
    """
    undone = lock_import(actor, import_id)
    if not undone.may_be_undone:
        raise Conflict(
            "cannot-be-undone",
            f"Only what was imported in the last {UNDO_FOR.days} days can be undone, and once.",
            "Upload a file that sets the records right.",
        )
    open_one = undo_of(undone)
    return open_one or Import.objects.create(
        kind=undone.kind,
        actor=actor.user,
        door=actor.door,
        file_name=f"Undo of {undone.file_name}"[:255],
        file_size=0,
        undoes=undone,
    )


def stop(import_: Import, refusal: Refusal) -> None:
    """Note that the work on an import was stopped, and why; nothing was imported.

    An import that was taken away in the meantime stays as it is.
    """
    if isinstance(refusal, job.TakenAway):
        return
    with transaction.atomic():
        now = Import.objects.select_for_update().get(pk=import_.pk)
        if now.fence == import_.fence and now.state in BUSY_STATES:
            _stopped(now, refusal)


def _stopped(import_: Import, refusal: Refusal) -> None:
    # Another fence: whoever is at work on it can write nothing any more.
    import_.state, import_.refusal = State.STOPPED, describe(refusal)
    import_.fence += 1
    import_.lease_until, import_.progress = None, {}
    import_.save(update_fields=["state", "refusal", "fence", "lease_until", "progress"])


def _taken(import_id: UUID) -> Import:
    taken = job.take_up(import_id)
    if taken is None:
        raise Conflict(
            "in-work",
            "Somebody else is at work on this import, or it is not waiting for anything.",
            "Look at the page of the import.",
        )
    return taken


def _refuse_unless_ready(import_: Import, plan_digest: str) -> None:
    if import_.state != State.CHECKED:
        raise Conflict(
            "not-checked",
            f"This import is not ready: {import_.get_state_display().lower()}.",
            "Look at the page again.",
        )
    if import_.plan_digest != plan_digest:
        raise Conflict(
            "other-plan",
            "This is not the plan that was shown. Nothing was imported.",
            "Look at the page again, then import.",
        )


def _digest(content: BinaryIO) -> tuple[str, int]:
    """SHA-256 and size of the bytes; refuses what is empty or far too large."""
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
    return digest.hexdigest(), size


def _known(import_: Import) -> Import | None:
    """The import that this key made before, of the same bytes."""
    if not import_.key:
        return None
    known = Import.objects.filter(actor=import_.actor, key=import_.key).first()
    if known and (known.file_digest, known.kind) != (import_.file_digest, import_.kind):
        raise Conflict(
            "key-used",
            "This request was already made with another file. Nothing was uploaded now.",
            "Load the page again and upload the file there.",
        )
    return known
