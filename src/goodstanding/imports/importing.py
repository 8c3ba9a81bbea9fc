"""Importing: the plan that was shown, in one transaction with the state that says so."""

from __future__ import annotations

import logging

from django.db import transaction

from goodstanding.imports import job
from goodstanding.imports.apply import apply_plan
from goodstanding.imports.checking import describe
from goodstanding.imports.kinds import find_kind
from goodstanding.imports.models import Import, State
from goodstanding.imports.storage import copy_upload, scan_plan
from goodstanding.people.actor import Actor
from goodstanding.refusals import StalePlan

logger = logging.getLogger(__name__)


def run_import(import_: Import, actor: Actor) -> None:
    """Import an import that was taken up: exactly its plan, or nothing.

    Raises ``StalePlan`` if what the plan relied on has moved. Then the import is out of date, and
    another one that follows it waits to be checked.
    """
    kind = find_kind(import_.kind)
    actor.require(kind.permission)
    with job.kept_alive(import_):
        job.report(import_, "writing", rows=int(import_.counts["read"]))
        plan, _ = scan_plan(import_)
        try:
            with transaction.atomic():
                apply_plan(import_, plan, kind, actor)
                # The last thing of all: whoever has lost the lease must leave nothing behind.
                job.finish(import_, State.IMPORTED, imported_at=import_.imported_at)
        except StalePlan as refusal:
            _check_anew(import_, refusal, actor)
            raise


def _check_anew(import_: Import, refusal: StalePlan, actor: Actor) -> None:
    """Mark the import as out of date; another of the same file waits to be checked."""
    again = Import(
        kind=import_.kind,
        actor=actor.user,
        door=actor.door,
        file_name=import_.file_name,
        file_size=import_.file_size,
        file_digest=import_.file_digest,
        answers=import_.answers,
        saved_at=import_.saved_at,
        undoes=import_.undoes,
        follows=import_,
    )
    copy_upload(import_, again)
    with transaction.atomic():
        job.finish(import_, State.STALE, refusal=describe(refusal))
        again.save()
