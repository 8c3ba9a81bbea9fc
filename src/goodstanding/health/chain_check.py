"""The check of the whole history: made now and then by a worker, or when somebody asks for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from datetime import timedelta

from django.db import Error, connection, transaction
from django.utils import timezone

from goodstanding.history.verify import Verdict, verify
from goodstanding.imports.records import CHAINED
from goodstanding.installation.facts import Key, forget, note, noted

logger = logging.getLogger(__name__)

LOCK = 7_410_271
"""The number of the advisory lock under which one worker at a time makes the check."""
LOOK_SECONDS = 5
DAILY, WEEKLY = timedelta(days=1), timedelta(days=7)
CHEAP_SECONDS = 60
"""A check that takes no longer is made each night, others once a week."""
NIGHT = range(1, 5)
"""The hours in which a check that is due is made; what is long overdue does not wait for them."""


def check_chain(anchors: Mapping[int, str] | None = None) -> Verdict:
    """Walk the whole history as it is at this moment, and note what came of it."""
    began = time.monotonic()
    with transaction.atomic():
        if not connection.savepoint_ids and connection.in_atomic_block:
            # What others write meanwhile is not half seen.
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        verdict = verify(CHAINED, anchors)
    broken = verdict.broken
    note(
        Key.CHAIN_CHECK,
        links=verdict.links,
        head=verdict.head,
        broken=broken.what if broken else None,
        broken_at=broken.position if broken else None,
        seconds=round(time.monotonic() - began, 1),
    )
    if broken:
        # What is broken may name people; who is to know finds it on the page and by the command.
        logger.critical("the history is broken at link %s", broken.position)
    return verdict


def want_check() -> None:
    """Have a worker make the check within moments."""
    note(Key.CHAIN_CHECK_WANTED)


def is_wanted() -> bool:
    """Whether somebody waits for one."""
    return noted(Key.CHAIN_CHECK_WANTED) is not None


def is_due() -> bool:
    """Whether it is time for the next one, by what the last one cost."""
    last = noted(Key.CHAIN_CHECK)
    if last is None:
        return True
    pause = DAILY if last.value.get("seconds", 0) <= CHEAP_SECONDS else WEEKLY
    age = timezone.now() - last.at
    is_night = timezone.localtime().hour in NIGHT
    return age > 2 * pause or (age > pause - timedelta(hours=4) and is_night)


def check_if_due() -> bool:
    """Make the check if it is wanted or due and nobody else is at it; tell whether it was made."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            return False
        try:
            if not (is_wanted() or is_due()):
                return False
            forget(Key.CHAIN_CHECK_WANTED)
            check_chain()
            return True
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def keep_checking(done: threading.Event) -> None:
    """See to it that the check is made, until told to stop; for a thread of the worker."""
    try:
        while not done.wait(LOOK_SECONDS):
            try:
                check_if_due()
            except Error as error:
                logger.warning("the check of the history was put off: %s", error)
                connection.close()
    finally:
        connection.close()
