"""Checking: read a file and plan what it would do, or plan what an undo would; write nothing."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from goodstanding.formats.limits import DEFAULT_LIMITS, Limits
from goodstanding.formats.read import read_file
from goodstanding.formats.table import Document
from goodstanding.formats.unreadable import Unreadable
from goodstanding.history.chain import last_position
from goodstanding.imports import job
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.lookup import look_ahead
from goodstanding.imports.memory import memory_of
from goodstanding.imports.models import Import, State
from goodstanding.imports.queries import may_import_at_once
from goodstanding.imports.storage import KEPT_FORMAT, save_plan, save_reading, upload_as_file
from goodstanding.imports.undo import plan_undo
from goodstanding.people.actor import Actor
from goodstanding.plans.plan import Plan
from goodstanding.refusals import Refusal
from goodstanding.sheets.answers import Answers
from goodstanding.sheets.normalize import normalize
from goodstanding.sheets.questions import open_questions
from goodstanding.sheets.recognize import recognize

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


def run_check(import_: Import, actor: Actor) -> Plan | None:
    """Check an import that was taken up; None if its file cannot be read."""
    actor.require(find_kind(import_.kind).permission)
    with job.kept_alive(import_):
        if import_.undoes_id:
            return _check_undo(import_, actor)
        # What is written to the disk, and what is fetched of the database, need not be waited for.
        with ThreadPoolExecutor(2) as threads:
            try:
                return _check_file(import_, actor, threads)
            except Unreadable as refusal:
                _cannot_read(import_, refusal, actor)
                return None


def _check_file(import_: Import, actor: Actor, threads: Executor) -> Plan:
    """Large things are let go of as soon as they are used up: no caller has them, either."""
    job.report(import_, "reading")
    since = last_position()
    answers = Answers(**import_.answers)
    # Taken out of the list when it is used: a million licenses are not kept twice.
    ahead = [look_ahead(import_, actor, threads)]
    with upload_as_file(import_) as path:
        document = read_file(path, file_limits(), answers.encoding)
    kind = find_kind(import_.kind)
    answers = answers.over(memory_of(actor, import_.kind))
    today = timezone.localdate()
    job.report(import_, "understanding", rows=max(t.frame.height for t in document.tables))
    recognized = recognize(document, kind.sheet, answers)
    entries = normalize(recognized, today=today, answers=answers)
    reading = threads.submit(save_reading, import_, document, recognized, entries)
    seen: dict[str, Any] = {
        "asked": open_questions(recognized, entries, answers),
        "blank": recognized.table.blank_rows,
        "saved_at": _saved_at(document, import_),
        "read_as": asdict(document.read_as) | {"words": document.read_as.describe()},
    }
    # A file of a million rows is not kept in memory any longer than it is needed.
    entries = replace(entries, cells={})
    del document, recognized
    job.report(import_, "comparing", rows=entries.height)
    with transaction.atomic():
        known = [kind.look_up(entries, actor, seen["saved_at"], ahead.pop())]
    job.report(import_, "planning")
    plan = kind.make_plan(entries, known.pop(), today)
    del entries
    job.report(import_, "keeping")
    digest = save_plan(import_, plan)
    reading.result()
    _checked(import_, plan, actor, plan_digest=digest, chain_position=since, **seen)
    return plan


def _check_undo(import_: Import, actor: Actor) -> Plan:
    assert import_.undoes is not None  # noqa: S101 (for the type checker; the caller has looked)
    job.report(import_, "planning")
    since = last_position()
    plan = plan_undo(import_.undoes, actor, timezone.localdate())
    job.report(import_, "keeping", rows=plan.frame.height)
    digest = save_plan(import_, plan)
    _checked(import_, plan, actor, plan_digest=digest, chain_position=since)
    return plan


def _checked(import_: Import, plan: Plan, actor: Actor, *, blank: int = 0, **values: Any) -> None:
    """Let the plan be seen; or, if that was asked for and nothing stands against it, imported.

    In one go: nobody is to see a plan that waits for a click, and no worker can die in between.
    """
    counts = plan.counts()
    held = _held(import_, actor, counts)
    asks = values.get("asked") and may_ask(actor)
    with transaction.atomic():
        job.finish(
            import_,
            State.NEEDS_HELP if asks else State.CHECKED,
            refusal={},
            counts=counts | _problem_counts(plan) | {"blank": blank, "held": held},
            checked_at=timezone.now(),
            files=import_.fence,
            kept_format=KEPT_FORMAT,
            **values,
        )
        if import_.import_at_once and not asks and may_import_at_once(import_):
            job.queue_import(import_, actor)


def _held(import_: Import, actor: Actor, counts: dict[str, int]) -> int:
    """How many records there are to which the import may do something; counted only as far as it
    takes to tell whether it does so to an unusual share of them.
    """
    enough = max(2 * (counts["change"] + counts["remove"]), 10 * counts["remove"]) + 1
    return find_kind(import_.kind).in_scope(actor).order_by().values("pk")[:enough].count()


def may_ask(actor: Actor) -> bool:
    """Whether somebody is there to answer; other doors go on with the likeliest reading."""
    return actor.door == "web"


def describe(refusal: Refusal) -> dict[str, str]:
    """A refusal as it is kept with the import."""
    return {
        "code": refusal.code,
        "message": refusal.message,
        "remedy": refusal.remedy,
        "place": getattr(refusal, "place", ""),
    }


def _cannot_read(import_: Import, refusal: Unreadable, actor: Actor) -> None:
    """Say why; if only the character set is in doubt, that is a question."""
    asked = ["encoding"] if refusal.code in ABOUT_ENCODING else []
    state = State.NEEDS_HELP if asked and may_ask(actor) else State.UNREADABLE
    job.finish(import_, state, refusal=describe(refusal), asked=asked)


def _saved_at(document: Document, import_: Import) -> datetime | None:
    """When the file was last saved: as it says itself, else as the door was told."""
    return document.saved_at or import_.saved_at


def _problem_counts(plan: Plan) -> dict[str, int]:
    counted = dict(plan.problems.group_by("severity").len().iter_rows())
    return {"errors": int(counted.get("error", 0)), "warnings": int(counted.get("warning", 0))}
