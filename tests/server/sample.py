"""A server with the real front and a small application, for tests: ``sample.py FD JSON``."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

from goodstanding.config import proxies
from goodstanding.config.tls import TlsFiles
from goodstanding.server import answers, bodies, bounds, front, spool, turns
from goodstanding.server.front import Front
from goodstanding.server.process import serve_front

MODULES = (answers, bodies, bounds, front, spool, turns)
closed: list[str] = []
running = threading.Semaphore(0)


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
    """What the tests ask for, by path."""
    path = environ["PATH_INFO"]
    if path == "/page":
        return whole(start_response, b"a page")
    if path == "/environ":
        told = {k: v for k, v in environ.items() if isinstance(v, str)}
        return whole(start_response, json.dumps(told).encode())
    if path == "/body" or path.endswith("/import/"):
        return whole(start_response, str(len(environ["wsgi.input"].read())).encode())
    if path == "/closed":
        return whole(start_response, ",".join(closed).encode())
    if path == "/large":
        return whole(start_response, b"x" * 900_000)
    if path == "/slow":
        time.sleep(1)
        return whole(start_response, b"slow")
    if path == "/fails":
        raise RuntimeError("the application failed")
    start_response("200 OK", [("Content-Type", "text/plain")])
    return Streamed(path)


def whole(start_response: Callable[..., Any], body: bytes) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [body]


class Streamed:
    """An answer that is made while it is sent: ``/BLOCKSx1.txt``, or one that breaks off."""

    streaming = True

    def __init__(self, path: str) -> None:
        self.path = path

    def __iter__(self) -> Iterator[bytes]:
        if self.path == "/breaks.txt":
            yield b"the first half"
            raise RuntimeError("the other half could not be made")
        if self.path == "/starts.txt":
            yield b"first"
            time.sleep(3)
            yield b"last"
            return
        for number in range(int(self.path[1:-4])):
            yield bytes([65 + number % 26]) * 100_000

    def close(self) -> None:
        """As Django's answers are closed."""
        closed.append(self.path)


def main(descriptor: str, given: str) -> None:
    """Serve with other bounds and settings, by their names."""
    wanted = json.loads(given)
    for name, value in wanted.get("bounds", {}).items():
        for module in MODULES:
            if hasattr(module, name):
                setattr(module, name, value)
    django.setup()
    made = Front(
        application,
        proxies=proxies.read_proxies(),
        threads=wanted.get("threads", 1),
        file_megabytes=2,
        folder=Path(tempfile.gettempdir()),
    )
    asyncio.run(serve_front(int(descriptor), made, TlsFiles()))


if __name__ == "__main__":
    main(*sys.argv[1:])
