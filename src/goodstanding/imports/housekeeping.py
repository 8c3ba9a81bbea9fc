"""What a worker sees to from time to time: abandoned work, mail, old checks, files of nobody."""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import send_mail
from django.core.management import call_command
from django.db import Error, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from goodstanding.imports import job
from goodstanding.imports.checking import describe
from goodstanding.imports.models import BUSY_STATES, Import, Mail, State
from goodstanding.imports.storage import (
    FOLDER,
    KEPT_FORMAT,
    made_by_another_version,
    remove_files,
    remove_folder,
)
from goodstanding.imports.worker import wake_worker
from goodstanding.installation.mail import mail_held
from goodstanding.installation.workers import note_house_kept
from goodstanding.people.room import keep_room
from goodstanding.people.tries import forget_old_tries
from goodstanding.refusals import Refusal

logger = logging.getLogger(__name__)

ORPHANED_AFTER = timedelta(hours=24)
"""Files of no import are left alone for so long: their import may be about to be recorded."""

SELDOM = timedelta(hours=1)

TIDY_LOCK = 7_410_269
"""The number of the advisory lock under which files are removed; a backup shares it, so that the
files stay that it is about to copy.
"""


def keep_house(done: threading.Event) -> None:
    """See to everything, again and again, until told to stop; for a thread of the worker."""
    last = None
    try:
        while not done.is_set():
            try:
                if last is None:
                    set_aside_older_checks()
                see_to_work()
                send_due_mail()
                if last is None or timezone.now() - last > SELDOM:
                    tidy_up()
                    last = timezone.now()
                    keep_room()
                note_house_kept()
            except (Error, OSError) as error:
                # The database or the disk is away; the next round is soon.
                logger.warning("housekeeping was put off: %s", error)
                connection.close()
            done.wait(min(job.lease_time().total_seconds() / 3, 10))
    finally:
        connection.close()


def see_to_work() -> None:
    """Give up what has ended its worker too often, and wake workers for what waits."""
    refusal = Refusal(
        "ended-its-worker",
        f"The program ended unexpectedly {job.ATTEMPTS} times while it was at work on this file, "
        "so it does not try again. Nothing was imported.",
        "Try a smaller part of the file, or save it in another format. An administrator finds "
        "more in the server's log.",
    )
    job.waiting().filter(attempts__gte=job.ATTEMPTS).update(
        state=State.STOPPED, refusal=describe(refusal), lease_until=None, progress={}
    )
    if job.waiting().exists() and not DBTaskResult.objects.ready().exists():
        wake_worker()


def set_aside_older_checks() -> None:
    """Stop what another version of the program has checked; it can be checked again."""
    checked = Import.objects.filter(state__in=(State.CHECKED, State.NEEDS_HELP))
    for import_ in checked.exclude(kept_format=KEPT_FORMAT).exclude(read_as={}, undoes=None):
        refusal = made_by_another_version(import_)
        # Only if nobody was faster, who answered or imported it meanwhile.
        Import.objects.filter(pk=import_.pk, state=import_.state, fence=import_.fence).update(
            state=State.STOPPED, refusal=describe(refusal)
        )


def release_leases() -> None:
    """Let everything be taken up anew: for the start of a server that is the only one."""
    Import.objects.exclude(lease_until=None).update(lease_until=None)


def send_due_mail() -> None:
    """Tell people that their import is done; at worst twice, if the worker ends in between.

    Mail that is held waits until it is released. Whose account was deactivated gets none.
    """
    if mail_held():
        return
    Import.objects.filter(mail=Mail.DUE, actor__is_active=False).update(mail=Mail.NONE)
    for import_ in Import.objects.filter(mail=Mail.DUE).select_related("actor")[:20]:
        try:
            send_mail(
                f"{import_.file_name}: {import_.get_state_display().lower()}",
                f"Your import {import_.reference} of {import_.file_name} is done: "
                f"{import_.get_state_display().lower()}.\n\n"
                f"See {settings.ADDRESS}/imports/{import_.pk}/\n",
                None,
                [import_.actor.email],
            )
        except OSError as error:
            logger.warning("mail about import %s could not be sent: %s", import_.pk, error)
            return
        Import.objects.filter(pk=import_.pk).update(mail=Mail.SENT)


def discard_due_mail() -> int:
    """Have nobody told of what is done by now; give how many messages that would have been."""
    return Import.objects.filter(mail=Mail.DUE).update(mail=Mail.NONE)


def tidy_up() -> None:
    """Let old plans expire, and remove files that are kept no longer or belong to nobody.

    Not while a backup is made, nor while another worker does it; the next round is soon enough.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [TIDY_LOCK])
        if not cursor.fetchone()[0]:
            return
        try:
            _tidy_up(timezone.now())
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [TIDY_LOCK])


def _tidy_up(now: datetime) -> None:
    old = Import.objects.filter(created_at__lt=now - timedelta(days=settings.PLAN_DAYS))
    old.filter(state__in=(State.CHECKED, State.NEEDS_HELP)).update(state=State.EXPIRED)
    _remove_old_files(now)
    _remove_orphans(now)
    call_command("prune_db_task_results", min_age_days=1, verbosity=0)
    call_command("clearsessions")
    forget_old_tries()


def _remove_old_files(now: datetime) -> None:
    kept_since = now - timedelta(days=settings.FILE_DAYS)
    ended = Import.objects.filter(created_at__lt=kept_since, files_removed_at=None)
    for import_ in ended.exclude(state__in=(*BUSY_STATES, State.CHECKED, State.NEEDS_HELP)):
        with transaction.atomic():
            Import.objects.filter(pk=import_.pk).update(files_removed_at=now)
            remove_files(import_)


def _remove_orphans(now: datetime) -> None:
    """Remove folders of no import, and what checks have left that were not the last."""
    if not default_storage.exists(FOLDER):
        return
    folders, _ = default_storage.listdir(FOLDER)
    names = {name for name in folders if _is_old(f"{FOLDER}/{name}", now)}
    known = {
        str(import_.pk): import_
        for import_ in Import.objects.filter(pk__in=[UUID(name) for name in names])
    }
    for name in names - known.keys():
        remove_folder(f"{FOLDER}/{name}")
    for name, import_ in known.items():
        attempts, _ = default_storage.listdir(f"{FOLDER}/{name}")
        if not import_.is_busy:
            for attempt in set(attempts) - {str(import_.files)}:
                remove_folder(f"{FOLDER}/{name}/{attempt}")


def _is_old(name: str, now: datetime) -> bool:
    return now - default_storage.get_modified_time(name) > ORPHANED_AFTER
