"""Homes for databases that are started and broken, each in processes of its own."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from goodstanding.config.database.places import find_places
from tests.server.running import environment_of

SECONDS = 60
HOLD = "import sys; from goodstanding.config.database import start_database as s; "
HOLD += "print(s(), flush=True); sys.stdin.read()"
"""A process that uses the database until its standard input ends."""


@contextmanager
def home_named(name: str = "home") -> Iterator[Path]:
    """A home to which the way is open; whatever still runs in it is stopped in the end."""
    above = Path(tempfile.mkdtemp(prefix="goodstanding-keeper-"))
    above.chmod(0o755)
    home = above / name
    try:
        yield home
    finally:
        for process in servers(home):
            process.kill()
        shutil.rmtree(above, ignore_errors=True)


def holder(home: Path, *before: str) -> subprocess.Popen[str]:
    """A process that uses the database of that home; it has said the address, or why not."""
    return subprocess.Popen(
        [*before, sys.executable, "-c", HOLD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment_of(home),
    )


def address_of(process: subprocess.Popen[str]) -> str:
    """The address that it has said, as soon as the database answers."""
    assert process.stdout is not None
    said = process.stdout.readline().strip()
    if not said:
        raise AssertionError(process.communicate()[1])
    return said


def let_go(process: subprocess.Popen[str]) -> None:
    """Let it end in order."""
    process.communicate(timeout=SECONDS)


def servers(home: Path) -> list[psutil.Process]:
    """The PostgreSQL servers of that home, dead ones left out."""
    folder = str(find_places(home).folder)
    found = []
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
        except psutil.Error:
            continue
        if words and Path(words[0]).name == "postgres" and folder in words:
            found.append(process)
    return found


def wait_until(holds: Callable[[], bool], what: str) -> None:
    until = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < until, what
        time.sleep(0.05)
