"""The reading process, from its start to its end; one may stand ready before a file is there."""

from __future__ import annotations

import atexit
import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

from goodstanding.formats.limits import Limits
from goodstanding.formats.process.child import READY_SECONDS

TIMED_OUT = 10_001
"""Stands for the exit status of a reader that was still at work when its time was up."""

_COMMAND = [sys.executable, "-I", "-m", "goodstanding.formats.process.child"]
_KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")


@dataclass(frozen=True, slots=True, eq=False)
class Reader:
    """A process that waits for a file, bound by limits, where it leaves its last words, and until
    when (``time.monotonic``) it is sure to wait.
    """

    limits: Limits
    process: subprocess.Popen[bytes]
    words: BinaryIO
    until: float

    def fits(self, limits: Limits) -> bool:
        """Whether it is bound by these limits, and still there."""
        young = time.monotonic() < self.until
        return young and self.limits == limits and self.process.poll() is None

    def run(self, source: Path, result: Path, encoding: str) -> tuple[int, str]:
        """Have it read one file, once; its exit status (negative: the signal that ended it) and
        last words.
        """
        wish = {"source": str(source), "result": str(result), "encoding": encoding}
        try:
            # Waiting for the end of what it says ends at once; waiting for the process would poll.
            self.process.communicate(json.dumps(wish).encode(), self.limits.wall_seconds)
            status = self.process.returncode
        except subprocess.TimeoutExpired:
            status = TIMED_OUT
        finally:
            said = self.end()
        return status, said

    def end(self) -> str:
        """End it, whatever it does, and give its last words."""
        with self.process, self.words:
            self.process.kill()
            self.process.wait()
            self.words.seek(0)
            return self.words.read(20_000).decode(errors="replace")


logger = logging.getLogger(__name__)
_ready: list[Reader] = []
_lock = threading.Lock()


def find_reader(limits: Limits) -> Reader:
    """The reader that stands ready, if it is bound by these limits; else a new one."""
    with _lock:
        ready = _ready.pop() if _ready and _ready[-1].fits(limits) else None
    return ready or _start(limits)


def stand_ready(limits: Limits) -> None:
    """Start a reader for the next file, for whoever has just read one is likely to read another.

    Python and Polars take several times as long to start as most files to read.
    """
    with _lock:
        if _ready and _ready[-1].fits(limits):
            return
        _dismiss()
        try:
            _ready.append(_start(limits))
        except OSError as error:  # too many processes; a file that comes will say so, if it has to
            logger.warning("no reader stands ready: %s", error)


def _start(limits: Limits) -> Reader:
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    words = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the reader)
    process = subprocess.Popen(
        [*_COMMAND, json.dumps(asdict(limits))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=words,
        env=environment,
        start_new_session=True,
    )
    return Reader(limits, process, words, time.monotonic() + READY_SECONDS)


@atexit.register
def _dismiss() -> None:
    while _ready:
        _ready.pop().end()
