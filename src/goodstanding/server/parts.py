"""A part of the server: a process that is started again whenever it has ended."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Sequence

from goodstanding.refusals import Refusal

logger = logging.getLogger(__name__)

STEADY_SECONDS = 10
"""Whoever has run for so long had started well."""
ATTEMPTS = 10
PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 5.0


class NotBack(Refusal):
    """A part of the server could not be brought back, so the server ends."""

    def __init__(self, part: str, why: str) -> None:
        super().__init__(
            "part-not-back",
            f"The server has ended, because {part} could not be brought back: {why}.",
            "What was said above this line tells more. Mend that, then start the server again.",
        )


class Part:
    """One process, by the name that people are told."""

    def __init__(self, name: str, command: Sequence[str], descriptors: Sequence[int] = ()) -> None:
        self.name = name
        self.command = [sys.executable, *command]
        self.descriptors = descriptors
        self.process: subprocess.Popen[bytes] | None = None
        self.failures = 0
        self.changed_at = 0.0

    def see_to_it(self) -> None:
        """Start it if it does not run, after a pause that grows; ``NotBack`` in the end."""
        now = time.monotonic()
        if self.process is None:
            if now - self.changed_at >= self._pause():
                self._start(now)
        elif (code := self.process.poll()) is not None:
            self._note_end(code, now)

    def _pause(self) -> float:
        if not self.failures:
            return 0
        return min(PAUSE_SECONDS * 2.0 ** (self.failures - 1), LONGEST_PAUSE_SECONDS)

    def _start(self, now: float) -> None:
        # Its standard input ends when we end (parent.py). A session of its own keeps Ctrl+C from
        # it: we stop it in order.
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.PIPE,
            pass_fds=self.descriptors,
            start_new_session=True,
        )
        self.changed_at = now

    def _note_end(self, code: int, now: float) -> None:
        why = f"it ended {_how(code)}"
        self.failures = 1 if now - self.changed_at > STEADY_SECONDS else self.failures + 1
        self._let_go()
        self.changed_at = now
        if self.failures >= ATTEMPTS:
            raise NotBack(self.name, f"{why}, the {ATTEMPTS}th time within moments")
        logger.warning("%s is started again: %s.", self.name.capitalize(), why)

    def tell_to_stop(self) -> None:
        """Ask it to end."""
        if self.process is not None:
            self.process.terminate()

    def stop(self, until: float) -> None:
        """Wait for its end until then, and make one."""
        if self.process is None:
            return
        try:
            self.process.wait(max(until - time.monotonic(), 0.01))
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._let_go()

    def _let_go(self) -> None:
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
        self.process = None


def _how(code: int) -> str:
    if code >= 0:
        return f"with the code {code}"
    try:
        return f"by the signal {signal.Signals(-code).name}"
    except ValueError:
        return f"by the signal {-code}"
