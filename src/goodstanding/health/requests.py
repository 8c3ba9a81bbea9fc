"""How many requests were answered, and how quickly: of this process, and of all of this home.

Each process counts in memory and keeps its figures in a file of its own once a second, so that
whichever process is asked can add them up. A file that nobody has written for a minute is that of
a process that has ended; what it has counted goes with it, as it does with a restart.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

from django.conf import settings

logger = logging.getLogger(__name__)

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Seconds; the figures of a page and status are count, sum, and how many were within each."""
PAUSE_SECONDS, AT_LEAST_SECONDS, FORGOTTEN_AFTER = 1, 10, 60

Figures = dict[str, list[float]]


class Counter:
    """The figures of one process, by "page status"."""

    def __init__(self) -> None:
        self.figures: Figures = {}
        self.lock = threading.Lock()
        self.name = f"{uuid4().hex}.json"
        self.keeper: threading.Thread | None = None
        self.is_kept = True

    def count(self, page: str, status: int, seconds: float) -> None:
        """One request more."""
        within = [float(seconds <= bucket) for bucket in BUCKETS]
        with self.lock:
            known = self.figures.setdefault(f"{page} {status}", [0.0] * (len(BUCKETS) + 2))
            for place, value in enumerate((1.0, seconds, *within)):
                known[place] += value
            if self.keeper is None:
                self.keeper = threading.Thread(target=self._keep, name="figures", daemon=True)
                self.keeper.start()

    def now(self) -> Figures:
        """A copy of the figures."""
        with self.lock:
            return {key: [*values] for key, values in self.figures.items()}

    def _keep(self) -> None:
        kept: Figures = {}
        kept_at = 0.0
        while True:
            figures = self.now()
            if figures != kept or time.monotonic() - kept_at > AT_LEAST_SECONDS:
                self._write(figures)
                kept, kept_at = figures, time.monotonic()
            time.sleep(PAUSE_SECONDS)

    def _write(self, figures: Figures) -> None:
        folder = _folder()
        part = folder / f"{self.name}.part"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.write_text(json.dumps(figures))
            os.replace(part, folder / self.name)
        except OSError as error:
            if self.is_kept:
                logger.warning("figures of requests are not kept for now: %s", error)
            self.is_kept = False
        else:
            self.is_kept = True


this = Counter()


def count_request(page: str, status: int, seconds: float) -> None:
    """A request for this page was answered so."""
    this.count(page, status, seconds)


def all_requests() -> Figures:
    """The figures of all processes together."""
    total = this.now()
    for figures in _of_others():
        for key, values in figures.items():
            known = total.setdefault(key, [0.0] * len(values))
            total[key] = [one + other for one, other in zip(known, values, strict=True)]
    return total


def _of_others() -> Iterator[Figures]:
    for path in _folder().glob("*.json"):
        if path.name == this.name:
            continue
        try:
            if time.time() - path.stat().st_mtime > FORGOTTEN_AFTER:
                path.unlink()
                continue
            found: Figures = json.loads(path.read_text())
        except FileNotFoundError:
            continue
        yield found


def _folder() -> Path:
    return Path(settings.HOME) / "metrics"
