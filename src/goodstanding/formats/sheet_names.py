"""Names of sheets that every spreadsheet program accepts."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST = 31


def safe_names(names: Sequence[str]) -> list[str]:
    """The names without characters that Excel forbids, at most 31 long, each only once."""
    taken: set[str] = set()
    safe: list[str] = []
    for number, name in enumerate(names, start=1):
        base = _FORBIDDEN.sub(" ", name).strip().strip("'")[:_LONGEST].strip() or f"Sheet{number}"
        unique, copy = base, 2
        while unique.casefold() in taken:
            tail = f" ({copy})"
            unique, copy = base[: _LONGEST - len(tail)] + tail, copy + 1
        taken.add(unique.casefold())
        safe.append(unique)
    return safe
