"""The heartbeats of workers: who does background work, and whether it goes on."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import Error, connection
from django.db.models.functions import Now

from goodstanding import __version__
from goodstanding.installation.models import Worker

logger = logging.getLogger(__name__)

BEAT_SECONDS = 5
ALIVE_FOR = timedelta(seconds=30)
"""A worker that was silent for longer counts as gone; a few beats may be late."""
KEPT_FOR = timedelta(days=1)
"""So long is one that ended without saying so still listed."""

this = uuid4()
"""The worker that this process is, if it is one."""


@contextmanager
def beating(done: threading.Event) -> Iterator[None]:
    """Let the heart of this process beat, until told to stop; its row goes when it ends."""
    heart = threading.Thread(target=_beat_on, args=(this, done), name="heart", daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join(timeout=BEAT_SECONDS)


def beat(worker_id: UUID) -> None:
    """One beat: the row of the worker, and away with those that are long gone."""
    found = Worker.objects.filter(pk=worker_id)
    if not found.update(seen_at=Now()):
        Worker.objects.create(
            pk=worker_id,
            host=socket.gethostname()[:255],
            process=os.getpid(),
            version=__version__,
        )
        Worker.objects.filter(seen_at__lt=Now() - KEPT_FOR).delete()


def note_house_kept() -> None:
    """This worker has been round; without a heart it is not listed, and nothing is noted."""
    Worker.objects.filter(pk=this).update(kept_house_at=Now())


def _beat_on(worker_id: UUID, done: threading.Event) -> None:
    try:
        while not done.is_set():
            try:
                beat(worker_id)
            except Error as error:
                logger.warning("the heart could not beat: %s", type(error).__name__)
                connection.close()
            done.wait(BEAT_SECONDS)
        Worker.objects.filter(pk=worker_id).delete()
    except Error as error:
        logger.warning("the worker could not be taken off the list: %s", type(error).__name__)
    finally:
        connection.close()
