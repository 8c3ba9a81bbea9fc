"""The answer of the application: called in a thread, sent without one."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Any

from goodstanding.server.bounds import IN_MEMORY, seconds_for
from goodstanding.server.environ import Environ
from goodstanding.server.spool import Spool

Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Headers = list[tuple[str, str]]

PIECE = 64 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers, and either the whole body or what makes it, to be gone through once."""

    status: int
    headers: Headers
    whole: bytes
    rest: Iterable[bytes] | None = None


def make_answer(
    application: Application, environ: Environ, spool: Spool, begun: Callable[[Answer], None]
) -> Exception | None:
    """Call the application and make all of its answer, on a thread; gives what went wrong.

    ``begun`` gets the answer as soon as its status is known; the blocks of a large one follow
    through the spool.
    """
    try:
        answer = _call(application, environ)
        begun(answer)
        if answer.rest is not None:
            _make(answer.rest, spool)
    except Exception as error:
        return error
    finally:
        spool.end()
    return None


def _call(application: Application, environ: Environ) -> Answer:
    said: list[tuple[int, Headers]] = []

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> None:
        said.append((int(status.split(" ", 1)[0]), headers))

    made = application(environ, start_response)
    status, headers = said[-1]
    lengths = [int(value) for name, value in headers if name.lower() == "content-length"]
    is_large = lengths[0] > IN_MEMORY if lengths else bool(getattr(made, "streaming", False))
    if is_large and environ["REQUEST_METHOD"] != "HEAD":
        return Answer(status, headers, b"", made)
    try:
        # A HEAD has the headers of a GET, and the server leaves the body out.
        return Answer(status, headers, b"" if is_large else b"".join(made))
    finally:
        _close(made)


def _make(rest: Iterable[bytes], spool: Spool) -> None:
    try:
        for block in rest:
            if block and not spool.write(block):
                return
    finally:
        _close(rest)


def _close(made: Iterable[bytes]) -> None:
    """Let go of what the answer holds, the query of an export say."""
    closing = getattr(made, "close", None)
    if closing is not None:
        closing()


async def send_answer(answer: Answer, spool: Spool, send: Send) -> None:
    """Send an answer; the end of one that is still being made is not sent."""
    await send(start_of(answer.status, answer.headers))
    began, sent, size = time.monotonic(), 0, len(answer.whole)
    while piece := await spool.read(PIECE) if answer.rest else answer.whole[sent : sent + PIECE]:
        is_last = answer.rest is None and sent + len(piece) == size
        await _send_in_time(send, piece, sent, time.monotonic() - began, more=not is_last)
        sent += len(piece)
    if answer.rest is None and not size:
        await send({"type": "http.response.body", "body": b""})


async def _send_in_time(send: Send, piece: bytes, sent: int, since: float, *, more: bool) -> None:
    """Send, unless the reader has become slower than the bounds allow."""
    try:
        async with asyncio.timeout(max(seconds_for(sent + len(piece)) - since, 1)):
            await send({"type": "http.response.body", "body": piece, "more_body": more})
    except TimeoutError as error:
        raise Unfinished from error


def start_of(status: int, headers: Headers) -> dict[str, Any]:
    """The beginning of an answer, which does not tell what the server is made of."""
    said = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return {
        "type": "http.response.start",
        "status": status,
        "headers": [*said, (b"server", b"")],
    }


class Unfinished(Exception):
    """The rest of an answer could not be made, or not be sent in time; the connection is cut."""
