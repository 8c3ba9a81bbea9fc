"""Where the server listens: the port that was asked for, else 8000, else a free one."""

from __future__ import annotations

import errno
import os
import socket

from goodstanding.refusals import Refusal

BACKLOG = 1024


def listen(host: str, port: int, *, asked: bool) -> socket.socket:
    """A socket that listens; every process of the server accepts from it.

    A port that was asked for is never replaced; if another is taken, any free one is used.
    """
    try:
        return _bound(host, port)
    except OSError as error:
        if asked or error.errno != errno.EADDRINUSE:
            raise _refused(host, port, error) from None
    return _bound(host, 0)


def _bound(host: str, port: int) -> socket.socket:
    family, kind, protocol, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    found = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            # The port of a server that has just ended is free; one where something listens is not.
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(BACKLOG)
        found.setblocking(False)
    except OSError:
        found.close()
        raise
    return found


def _refused(host: str, port: int, error: OSError) -> Refusal:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return Refusal(
            "host-unknown",
            f"This machine has no address {host} to listen on.",
            "Give --host an address of this machine: 127.0.0.1 for itself only, 0.0.0.0 for all.",
        )
    if error.errno == errno.EADDRINUSE:
        return Refusal(
            "port-taken",
            f"Port {port} of {host} is taken: another program listens there already, perhaps "
            "another Good Standing.",
            "End that one, or set PORT to a free one.",
        )
    if error.errno == errno.EACCES:
        return Refusal(
            "port-not-allowed",
            f"This user may not listen on port {port}.",
            "Set PORT to a number from 1024 on, and put a proxy in front (docs/run/proxy.md).",
        )
    return Refusal(
        "port-unusable",
        f"The server cannot listen on port {port} of {host}: {error.strerror or error}.",
        "Set PORT to another, or give another --host.",
    )
