"""One process that answers requests, on a socket that the supervisor has opened."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys

from django.conf import settings
from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings
from granian.server.embed import Server

from goodstanding.config.environment import data_home
from goodstanding.config.tls import TlsFiles
from goodstanding.server.bounds import HEADER_SECONDS
from goodstanding.server.front import Front
from goodstanding.server.listening import BACKLOG
from goodstanding.server.parent import end_with_parent

STOP_SECONDS = 5
"""How long requests that are under way may take when the server is told to stop."""
SWITCH_SECONDS = 0.001
"""How soon a thread that computes lets another one go on. Python's own is five times as long: a
page that asks the database ten things would wait as often for whoever makes a file."""
CONNECTIONS = 8192


def main(arguments: list[str]) -> None:
    """Serve until told to stop; the argument is the number of the socket."""
    end_with_parent()
    sys.setswitchinterval(SWITCH_SECONDS)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    front = _front()
    asyncio.run(serve_front(int(arguments[0]), front, settings.TLS))


class _Inherited(Server):
    """Granian within this process, on a socket that is open already."""

    def listen_on(self, descriptor: int) -> None:
        self._inherited = descriptor

    def _init_shared_socket(self) -> None:
        self._sfd = self._inherited  # type: ignore[assignment]  # as Granian sets it elsewhere
        self._shd = SocketHolder(self._inherited, False, BACKLOG)  # type: ignore[assignment,call-arg]


async def serve_front(descriptor: int, front: Front, tls: TlsFiles) -> None:
    """Let Granian speak HTTP and TLS on the socket, and the front answer, until told to stop."""
    server = _Inherited(
        front,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_SECONDS * 1000),
        websockets=False,
        log_enabled=False,
        backpressure=CONNECTIONS,
        ssl_cert=tls.certificate,
        ssl_key=tls.key,
        ssl_protocol_min=SSLProtocols.tls12,
    )
    server.listen_on(descriptor)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    serving = asyncio.create_task(server.serve())
    stopping = asyncio.create_task(stopped.wait())
    await asyncio.wait({serving, stopping}, return_when=asyncio.FIRST_COMPLETED)
    server.stop()  # type: ignore[no-untyped-call]
    await asyncio.wait({serving}, timeout=STOP_SECONDS)
    # Threads that still make an answer are left behind; what they did not commit has not happened.
    os._exit(0)


def _front() -> Front:
    # Imported here, because it sets Django up.
    from goodstanding.config.wsgi import application

    folder = data_home() / "spool"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Front(
        application,
        proxies=settings.PROXIES,
        threads=settings.THREADS,
        file_megabytes=settings.FILE_MEGABYTES,
        folder=folder,
    )


if __name__ == "__main__":
    main(sys.argv[1:])
