"""Static files straight from the package, under addresses that change with what they hold."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class DigestedFiles(StaticFilesStorage):
    """``style.css?v=0123456789ab``: a browser may keep it for ever, and meets each new one."""

    def url(self, name: str | None) -> str:
        """The address with the digest; a file that is not there has none."""
        address = super().url(name)
        digest = _digest(name) if name else ""
        return f"{address}?v={digest}" if digest else address


@cache
def _digest(name: str) -> str:
    path = finders.find(name)
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12] if path else ""
