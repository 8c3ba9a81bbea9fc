"""The whole product, started as a new user starts it, and a real browser in front of it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True)
class Served:
    """Where the demonstration is served, what the terminal said, where its data lies."""

    address: str
    said: str
    home: Path


@pytest.fixture(scope="session")
def served() -> Iterator[Served]:
    """``goodstanding serve --demo`` in an empty folder, on a free port."""
    # Not one of pytest's folders: they are closed to the user whom PostgreSQL runs as under root.
    home = Path(tempfile.mkdtemp(prefix="goodstanding-served-"))
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    environment |= {"GOODSTANDING_HOME": str(home), "PORT": "0", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "goodstanding.cli.main", "serve", "--demo"]
    with (home / "terminal.txt").open("w+") as terminal:
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=terminal,
            text=True,
            env=environment,
            start_new_session=True,
        )
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            found = re.search(r"http://\S+", line)
            if found:
                yield Served(found.group().rstrip("/"), "".join(said), home)
                break
        # Ctrl+C in a terminal: everything that was started gets the signal, and ends.
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(timeout=30) == 0
        process.stdout.close()
        terminal.seek(0)
        assert "Traceback" not in terminal.read()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def sign_in(served: Served, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Sign in as somebody of the demonstration, in a browser of one's own."""
    contexts = []

    def go(username: str, **options: object) -> Page:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, accept_downloads=True, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto(served.address)
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill("good-standing-demo")
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/users/**")
        return page

    yield go
    for context in contexts:
        context.close()
