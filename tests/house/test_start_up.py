"""What a command starts with, and what the server holds while nobody asks for anything."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

COMMAND = (sys.executable, "-m", "goodstanding.cli.main")
IDLE_MEGABYTES = 250
PAGES = ("/accounts/login/", "/help/", "/help/importing-licenses/")
SECONDS = 120


def imported_by(code: str) -> set[str]:
    """The packages that a Python has imported after it has run the code."""
    shown = f"{code}\nimport sys\nprint('imported', *sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", shown], capture_output=True, text=True, check=False
    )
    assert "\nimported " in f"\n{done.stdout}", done.stderr
    return {name.split(".")[0] for name in done.stdout.rpartition("imported ")[2].split()}


HELP = """
from goodstanding.cli.main import main
try:
    main(["--help"])
except SystemExit:
    pass
"""
PAGES_ONLY = """
import django
django.setup()
import goodstanding.web.urls
"""


def test_help_needs_next_to_nothing() -> None:
    heavy = {"django", "polars", "lxml", "psycopg", "xlsxwriter", "typst", "rapidfuzz"}
    assert imported_by(HELP) & heavy == set()


def test_the_pages_load_no_writer_and_no_parser_before_they_need_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "goodstanding.config.settings")
    assert imported_by(PAGES_ONLY) & {"xlsxwriter", "typst", "lxml"} == set()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[psutil.Process, str]]:
    """A server of its own, with its database and its worker, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GOODSTANDING_")}
    environment |= {"GOODSTANDING_HOME": str(tmp_path / "data"), "PORT": str(port)}
    environment |= {"DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "goodstanding.config.settings"}
    process = psutil.Popen([*COMMAND, "serve"], env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        yield process, f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def wait_for(port: int) -> None:
    """Until the server answers there."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail("the server does not answer")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what processes share")
def test_an_idle_server_is_small(server: tuple[psutil.Process, str]) -> None:
    process, address = server
    for page in PAGES:
        with urllib.request.urlopen(f"{address}{page}", timeout=SECONDS) as answer:
            assert answer.read()
    time.sleep(3)  # until the worker is there too
    python = [
        each
        for each in (process, *process.children(recursive=True))
        if "postgres" not in each.name()
    ]
    held = {each.pid: each.memory_full_info().pss / 2**20 for each in python}
    assert len(held) >= 3, held
    assert sum(held.values()) < IDLE_MEGABYTES, held
