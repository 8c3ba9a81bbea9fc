"""Watching the embedded database, and bringing it back when it has ended."""

from __future__ import annotations

import logging
import threading

import psycopg

from goodstanding.config.database import database_url, is_embedded, start_database
from goodstanding.server.parts import NotBack

logger = logging.getLogger(__name__)

LOOK_SECONDS = 1.0
ANSWER_SECONDS = 5
ATTEMPTS = 5
BUSY = ("starting up", "shutting down", "recovery", "too many")
"""What a database says that is there, but takes nobody now."""


class DatabaseWatch:
    """A thread that looks after the database; one that is elsewhere is looked after there."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.not_back: NotBack | None = None
        self.thread = threading.Thread(target=self._watch, name="database", daemon=True)
        if is_embedded():
            self.thread.start()

    def see_to_it(self) -> None:
        """Raise ``NotBack`` if it could not be brought back."""
        if self.not_back is not None:
            raise self.not_back

    def stop(self) -> None:
        """Look no longer, so that it may end."""
        self.stopping.set()
        if self.thread.is_alive():
            self.thread.join(ANSWER_SECONDS)

    def _watch(self) -> None:
        failures = 0
        while not self.stopping.wait(LOOK_SECONDS):
            if _answers():
                failures = 0
                continue
            logger.warning("The database has ended; it is started again.")
            try:
                start_database()
            except Exception as error:  # whatever it is, it is tried again, and told in the end
                failures += 1
                if failures >= ATTEMPTS:
                    self.not_back = NotBack("the database", str(error) or type(error).__name__)
                    return


def _answers() -> bool:
    try:
        psycopg.connect(database_url(), connect_timeout=ANSWER_SECONDS).close()
    except psycopg.OperationalError as error:
        return any(said in str(error) for said in BUSY)
    return True
