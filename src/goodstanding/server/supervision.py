"""The supervisor: keeps database, worker and pages running, and ends them all together."""

from __future__ import annotations

import http.client
import signal
import socket
import ssl
import threading
import time
from collections.abc import Callable, Sequence

from goodstanding.server.database_watch import DatabaseWatch
from goodstanding.server.parts import Part

LOOK_SECONDS = 0.1
ANSWER_SECONDS = 30
STOP_SECONDS = 8
"""How long the parts have to end. What is cut off then has not been committed, and is taken up
again when the server starts."""


def supervise(
    listening: socket.socket, *, processes: int, scheme: str, say: Callable[[], None]
) -> None:
    """Run until told to stop; raises ``NotBack`` if a part could not be brought back.

    ``say`` is called when the first answer has come.
    """
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    web = ["-m", "goodstanding.server.process", str(listening.fileno())]
    parts = [Part("a process for the pages", web, [listening.fileno()]) for _ in range(processes)]
    parts.append(Part("the worker", ["-m", "goodstanding.cli.main", "worker", "--attached"]))
    greeting = Greeting(listening, scheme, say)
    database = DatabaseWatch()
    try:
        while not stopping.wait(LOOK_SECONDS):
            for part in parts:
                part.see_to_it()
            database.see_to_it()
            greeting.say_once()
    finally:
        listening.close()
        database.stop()
        _stop(parts)


def _stop(parts: Sequence[Part]) -> None:
    until = time.monotonic() + STOP_SECONDS
    for part in parts:
        part.tell_to_stop()
    for part in parts:
        part.stop(until)


class Greeting:
    """Says that the server is there, once it has answered."""

    def __init__(self, listening: socket.socket, scheme: str, say: Callable[[], None]) -> None:
        bound, self.port = listening.getsockname()[:2]
        self.host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(bound, bound)  # noqa: S104
        self.scheme, self.say = scheme, say
        self.asking: threading.Thread | None = None
        self.is_answered = self.is_said = False

    def say_once(self) -> None:
        """Say so as soon as an answer has come; a thread asks for it."""
        if self.is_said:
            return
        if self.is_answered:
            self.say()
            self.is_said = True
        elif self.asking is None or not self.asking.is_alive():
            self.asking = threading.Thread(target=self._ask, daemon=True)
            self.asking.start()

    def _ask(self) -> None:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=ANSWER_SECONDS)
        if self.scheme == "https":
            connection = http.client.HTTPSConnection(
                self.host, self.port, timeout=ANSWER_SECONDS, context=_trusting_ourselves()
            )
        try:
            connection.request("GET", "/static/favicon.svg", headers={"Host": "localhost"})
            self.is_answered = connection.getresponse().status < 500
        except (OSError, http.client.HTTPException):
            time.sleep(LOOK_SECONDS)
        finally:
            connection.close()


def _trusting_ourselves() -> ssl.SSLContext:
    """The certificate names a host that this machine may not know itself by."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
