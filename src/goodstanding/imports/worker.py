"""The background work: what a worker does with the imports that wait, and how it is woken.

The queue of django-tasks only wakes a worker. What there is to do stands in the imports
themselves, so nothing is lost with the queue, and a second waking finds nothing to do.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import cast

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from goodstanding.config.logs import logged_about
from goodstanding.formats.process.reader import stand_ready
from goodstanding.imports import actions, job
from goodstanding.imports.checking import file_limits, run_check
from goodstanding.imports.importing import run_import
from goodstanding.imports.models import Import, Mail, State
from goodstanding.people.actor import Actor, Door
from goodstanding.refusals import Refusal, StalePlan

logger = logging.getLogger(__name__)

AT_ONCE_BYTES = 2 * 1024 * 1024
"""Files up to this size are checked in a second or two, for which a person can wait."""


@task()
def work() -> None:
    """Do the work on the import that waits longest, if there is one."""
    taken = job.take_up()
    if taken is not None:
        carry_out(taken)


def wake_worker() -> None:
    """Let a worker know that an import waits."""
    work.enqueue()


def check_again(import_: Import) -> None:
    """Check a file for which answers were given: small ones at once, others by the worker."""
    taken = job.take_up(import_.pk) if import_.file_size <= AT_ONCE_BYTES else None
    if taken is not None:
        carry_out(taken)
    else:
        wake_worker()


def carry_out(import_: Import) -> None:
    """Do the work on an import that was taken up; whatever goes wrong is noted with it."""
    checking = import_.state == State.CHECKING
    user = import_.actor if checking else import_.imported_by or import_.actor
    actor = Actor(user, cast(Door, import_.door))
    with logged_about(import_id=import_.pk, user_id=user.pk):
        _carry_out(import_, actor, checking=checking)
    if checking:
        stand_ready(file_limits())


def _carry_out(import_: Import, actor: Actor, *, checking: bool) -> None:
    try:
        if checking:
            run_check(import_, actor)
            if import_.state == State.IMPORTING:
                wake_worker()
        else:
            run_import(import_, actor)
        logger.info("the work is done: %s", import_.state)
        _tell_by_mail(import_)
    except StalePlan:
        logger.info("the import went out of date and is checked again")
        wake_worker()
    except job.TakenAway:
        logger.info("the import was taken away from this worker")
    except Refusal as refusal:
        logger.info("the work was refused: %s", refusal.code)
        actions.stop(import_, refusal)
        _tell_by_mail(import_)
    except Exception:
        logger.exception("the work on the import broke off")
        actions.stop(import_, _broke_off("checked" if checking else "imported"))
        _tell_by_mail(import_)


def _tell_by_mail(import_: Import) -> None:
    """Have mail sent about work that took so long that nobody waits before the page."""
    patience = timezone.now() - timedelta(seconds=settings.MAIL_AFTER_SECONDS)
    if settings.MAIL and import_.door == "web":
        slow = Import.objects.filter(pk=import_.pk, created_at__lt=patience)
        slow.exclude(actor__email="").update(mail=Mail.DUE)


def _broke_off(deed: str) -> Refusal:
    return Refusal(
        "broke-off",
        f"Something unforeseen happened while the file was being {deed}. Nothing was imported.",
        "Try again. If it happens again, an administrator finds the reason in the server's log.",
    )
