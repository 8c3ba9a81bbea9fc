"""A server of its own for a test: started as people start it, and always ended."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

COMMAND = (sys.executable, "-m", "goodstanding.cli.main", "serve")
START_SECONDS, STOP_SECONDS = 90, 30


class Running:
    """A running server: its process, its address, and what it says."""

    def __init__(self, home: Path, environment: dict[str, str], arguments: list[str]) -> None:
        self.home = home
        self.said: list[str] = []
        self.process = psutil.Popen(
            [*COMMAND, *arguments],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.address = ""
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        for line in self.process.stdout:
            self.said.append(line)
            found = re.search(r"Good Standing is at (http\S+)", line)
            if found:
                self.address = found.group(1).rstrip("/")

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rsplit(":", 1)[1])

    def wait_until(self, is_so: Callable[[], object], what: str, seconds: float = 30) -> None:
        """Until it is so; tells what was said where it does not become so."""
        until = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < until, f"{what}: {''.join(self.said)}"
            time.sleep(0.05)

    def parts(self, word: str) -> list[psutil.Process]:
        """Its processes whose command line has the word in it."""
        found = []
        for each in self.process.children(recursive=True):
            try:
                if word in " ".join(each.cmdline()):
                    found.append(each)
            except psutil.NoSuchProcess:
                continue
        return found

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Ask for a page: status, headers, body."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers={"Host": "localhost", **headers})
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()

    def output(self) -> str:
        """All that it has said, after its end."""
        self.listener.join(5)
        return "".join(self.said)


def environment_of(home: Path, **more: str) -> dict[str, str]:
    """The environment of a server with that home and nothing else set."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("GOODSTANDING_")}
    kept |= {"GOODSTANDING_HOME": str(home), "PORT": "0", "DATABASE_URL": ""}
    return kept | {"DJANGO_SETTINGS_MODULE": "goodstanding.config.settings"} | more


@contextmanager
def running(*arguments: str, wait: bool = True, **more: str) -> Iterator[Running]:
    """A server in an empty home, until the end of the block."""
    # Not one of pytest's folders: they are closed to the user whom PostgreSQL runs as under root.
    home = Path(tempfile.mkdtemp(prefix="goodstanding-served-"))
    server = Running(home, environment_of(home, **more), list(arguments))
    try:
        if wait:
            server.wait_until(
                lambda: server.address or server.process.poll() is not None, "start", START_SECONDS
            )
            assert server.address, server.output()
        yield server
    finally:
        end(server)
        shutil.rmtree(home, ignore_errors=True)


def end(server: Running) -> None:
    """End it and whatever it has left."""
    left = [] if server.process.poll() is not None else server.process.children(recursive=True)
    if server.process.poll() is None:
        server.process.send_signal(signal.SIGTERM)
    try:
        server.process.wait(timeout=STOP_SECONDS)
    except psutil.TimeoutExpired:
        server.process.kill()
        server.process.wait()
    for process in left:
        if process.is_running():
            process.kill()
    _end_database(server.home)
    server.listener.join(10)
    server.process.stdout.close()


def _end_database(home: Path) -> None:
    """One that a killed server has left."""
    with contextlib.suppress(OSError, ValueError, psutil.NoSuchProcess):
        left = psutil.Process(int((home / "database/postmaster.pid").read_text().split()[0]))
        if str(home) in " ".join(left.cmdline()):
            left.send_signal(signal.SIGINT)
            left.wait(timeout=STOP_SECONDS)


def is_free(port: int) -> bool:
    """Whether nobody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
