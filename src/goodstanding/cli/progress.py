"""How a command says how far it is: on standard error, beside what it gives."""

from __future__ import annotations

import signal
import sys


def tell(progress: str) -> None:
    """Say how far it is."""
    print(progress, file=sys.stderr, flush=True)


def end_in_order() -> None:
    """Let a request to end (SIGTERM) run what clears up, as Ctrl+C does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
