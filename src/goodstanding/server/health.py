"""The one address that the front answers itself: whether the process answers at all.

Pages may all be waiting for a database that does not answer; whoever restarts what is dead must not
take that for death.
"""

from __future__ import annotations

from typing import Any

from goodstanding.config.response_headers import HEADERS, NOT_KEPT
from goodstanding.server.answers import Send, start_of

PATH = "/healthz"


def is_asked(scope: dict[str, Any]) -> bool:
    """Whether this request asks for it."""
    return scope["path"] == PATH and scope["method"] in {"GET", "HEAD"}


async def answer(scope: dict[str, Any], send: Send) -> None:
    """Say that we are there; no thread is taken, and no turn."""
    headers = [("content-type", "text/plain"), ("cache-control", NOT_KEPT), *HEADERS.items()]
    await send(start_of(200, headers))
    await send({"type": "http.response.body", "body": b"ok\n" if scope["method"] == "GET" else b""})
