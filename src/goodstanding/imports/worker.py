"""The background work: tasks that the worker runs, and how the web door asks for them."""

from __future__ import annotations

import logging
from typing import cast
from uuid import UUID

from django.db import transaction
from django_tasks import task

from goodstanding.imports import actions
from goodstanding.imports.models import Import, State
from goodstanding.imports.queries import find_import
from goodstanding.people.actor import Actor, Door
from goodstanding.people.models import User
from goodstanding.refusals import Conflict, Refusal, StalePlan

logger = logging.getLogger(__name__)

AT_ONCE_BYTES = 2 * 1024 * 1024
"""Files up to this size are checked in a second or two, for which a person can wait."""


def queue_check(import_: Import) -> None:
    """Ask the worker to check an upload."""
    run_check.enqueue(str(import_.id))


def check_again(import_: Import) -> None:
    """Check a file for which answers were given: small ones at once, others by the worker."""
    if import_.file_size <= AT_ONCE_BYTES:
        run_check.call(str(import_.id))
    else:
        queue_check(import_)


@transaction.atomic
def request_import(
    import_id: UUID, *, plan_digest: str, only_good_rows: bool, actor: Actor
) -> Import:
    """Ask the worker to import the plan that was shown; asking twice makes one job."""
    find_import(actor, import_id)
    import_ = Import.objects.select_for_update().get(pk=import_id)
    if import_.state in {State.IMPORTING, State.IMPORTED}:
        return import_
    if import_.state != State.CHECKED or import_.plan_digest != plan_digest:
        raise Conflict(
            "not-checked",
            f"This import is not ready: {import_.get_state_display().lower()}.",
            "Look at the page again.",
        )
    import_.state = State.IMPORTING
    import_.only_good_rows = only_good_rows
    import_.save()
    run_apply.enqueue(str(import_id), plan_digest, only_good_rows, actor.user.pk)
    return import_


@task()
def run_check(import_id: str) -> None:
    """Check an upload; go on to import it if that was asked for and nothing stands against it."""
    import_ = Import.objects.select_related("actor").get(pk=import_id)
    if import_.state not in {State.UPLOADED, State.CHECKING}:
        return  # thrown away in the meantime, say
    actor = Actor(import_.actor, cast(Door, import_.door))
    try:
        actions.check(import_, actor=actor)
        if import_.state == State.CHECKED and import_.import_at_once:
            _import_at_once(import_, actor)
    except Refusal as refusal:
        actions.stop(import_, refusal)
    except Exception:
        logger.exception("the check of import %s broke off", import_id)
        actions.stop(import_, _broke_off("checked"))


@task()
def run_apply(
    import_id: str, plan_digest: str, only_good_rows: bool, user_id: int | None = None
) -> None:
    """Import a plan for the user who asked for it (else the one who uploaded it); whatever goes
    wrong is noted with the import.
    """
    import_ = Import.objects.get(pk=import_id)
    actor = Actor(User.objects.get(pk=user_id or import_.actor_id), cast(Door, import_.door))
    try:
        actions.apply(
            import_.pk, plan_digest=plan_digest, only_good_rows=only_good_rows, actor=actor
        )
    except StalePlan:
        logger.info("import %s went out of date and was checked again", import_id)
    except Refusal as refusal:
        actions.stop(import_, refusal)
    except Exception:
        logger.exception("import %s broke off", import_id)
        actions.stop(import_, _broke_off("imported"))


def _import_at_once(import_: Import, actor: Actor) -> None:
    if actions.may_import_at_once(import_):
        request_import(
            import_.pk, plan_digest=import_.plan_digest, only_good_rows=False, actor=actor
        )


def _broke_off(deed: str) -> Refusal:
    return Refusal(
        "broke-off",
        f"Something unforeseen happened while the file was being {deed}. Nothing was imported.",
        "Upload it again. If it happens again, an administrator finds the reason in the server's "
        "log.",
    )
