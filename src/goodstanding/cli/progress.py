"""How a command says how far it is: on standard error, beside what it gives."""

from __future__ import annotations

import sys


def tell(progress: str) -> None:
    """Say how far it is."""
    print(progress, file=sys.stderr, flush=True)
