"""The screenshots of README and help: taken by the tests, kept where GOODSTANDING_PICTURES says."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page


def take_picture(page: Page, name: str, folder: Path) -> None:
    """A picture of the visible page; ``make pictures`` keeps them, a test run forgets them."""
    kept = os.environ.get("GOODSTANDING_PICTURES")
    target = (Path(kept) if kept else folder) / f"{name}.png"
    page.screenshot(path=target)
    assert target.stat().st_size > 5_000
