"""Ending with the process that has started us, however it ended."""

from __future__ import annotations

import os
import sys
import threading

ENDED_WITH_PARENT = 70


def end_with_parent() -> None:
    """End as soon as the standard input does, which whoever started us holds open.

    The kernel closes it when that process ends, by kill -9 too. What is under way is taken up
    again: a transaction that was not committed has not happened.
    """
    threading.Thread(target=_watch, name="parent", daemon=True).start()


def _watch() -> None:
    while os.read(sys.stdin.fileno(), 1):
        pass
    os._exit(ENDED_WITH_PARENT)
