"""``goodstanding worker``: background work only, for a second process or host."""

from __future__ import annotations

import argparse
import logging
import threading
import time

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--attached, which ``serve`` gives."""
    parser.add_argument("--attached", action="store_true", help="end when the standard input does")


def run(options: argparse.Namespace) -> int:
    """Check and import what people upload, and keep house, until told to stop."""
    from django.core.management import call_command
    from django.db import InterfaceError, OperationalError, connection

    from goodstanding.config.logs import log_uncaught
    from goodstanding.health.chain_check import keep_checking
    from goodstanding.imports.housekeeping import keep_house
    from goodstanding.installation.workers import beating
    from goodstanding.server.parent import end_with_parent

    if options.attached:
        end_with_parent()
    log_uncaught()
    done = threading.Event()
    house = threading.Thread(target=keep_house, args=(done,), daemon=True)
    house.start()
    threading.Thread(target=keep_checking, args=(done,), daemon=True).start()
    with beating(done):
        try:
            while True:
                try:
                    call_command("db_worker", interval=0.2, startup_delay=False, verbosity=0)
                    return 0
                except (OperationalError, InterfaceError) as error:
                    # The database went away. What was under way is taken up again by its lease.
                    logger.warning("the database is away: %s", error)
                    connection.close()
                    time.sleep(PAUSE_SECONDS)
        finally:
            done.set()
            house.join(timeout=5)
