"""The front: everything slow about a client happens here, before and after a thread is taken."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goodstanding.config.logs import Access, log_access
from goodstanding.config.proxies import Proxies
from goodstanding.server import bounds, health
from goodstanding.server.answers import (
    Answer,
    Application,
    Send,
    Unfinished,
    make_answer,
    send_answer,
    start_of,
)
from goodstanding.server.bodies import Body, Gone, Incoming, Receive, let_pass, read_body
from goodstanding.server.client import Client, Headers, seen_client, sender, without_claims
from goodstanding.server.environ import Environ, environ_of
from goodstanding.server.refused import Refused, written
from goodstanding.server.room import Room
from goodstanding.server.spool import Spool
from goodstanding.server.turns import Turns, UnderWay

logger = logging.getLogger(__name__)

SESSION_COOKIE = b"sessionid="


@dataclass(frozen=True, slots=True)
class Lane:
    """Threads for one sort of answer, and the turns in which they are taken."""

    threads: ThreadPoolExecutor
    turns: Turns


class Front:
    """An ASGI application that calls a WSGI application, whose threads wait for nobody."""

    def __init__(
        self,
        application: Application,
        *,
        proxies: Proxies,
        threads: int,
        file_megabytes: int,
        folder: Path,
    ) -> None:
        self.application = application
        self.proxies = proxies
        self.file_megabytes = file_megabytes
        self.pages = _lane(threads)
        self.files = _lane(bounds.FILES_AT_ONCE)
        self.spooled = Room(folder, bounds.SPOOLED)
        self.bodies = Room(folder, bounds.BODIES)
        self.under_way = UnderWay()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request, whatever comes of it."""
        headers = scope["headers"]
        client = seen_client(self.proxies, scope["client"][0], scope["scheme"], headers)
        if health.is_asked(scope):
            await health.answer(scope, send)
            return
        incoming, began, task = Incoming(receive), time.monotonic(), asyncio.current_task()
        assert task is not None  # noqa: S101  # this runs in one
        try:
            with self.under_way.counted(sender(client.address), task):
                await self._answer(scope, client, incoming, send)
        except Refused as refused:
            await _refuse(refused, headers, incoming, send)
            seconds = time.monotonic() - began
            log_access(Access(scope["method"], "refused", refused.status, client.address), seconds)
        except (Gone, asyncio.CancelledError):
            return  # nobody waits for it, or somebody else needed the room more
        except Unfinished as error:
            logger.warning("an answer to %s ended early: %r", client.address, error.__cause__)
        except Exception:
            logger.exception("a request of %s could not be answered", client.address)
            raise

    async def _answer(
        self, scope: dict[str, Any], client: Client, incoming: Incoming, send: Send
    ) -> None:
        path, headers = scope["path"], without_claims(scope["headers"])
        most = bounds.largest_body(
            path, has_session=_has_session(headers), file_megabytes=self.file_megabytes
        )
        lane = self.files if bounds.gives_file(path) else self.pages
        body = Body(self.bodies, sender(client.address))
        try:
            await read_body(incoming, _length(headers), most, body)
            environ = environ_of(scope, headers, client, await body.opened(), body.size)
            await _unless_gone(self._run(lane, environ, client, send), incoming)
        finally:
            body.close()

    async def _run(self, lane: Lane, environ: Environ, client: Client, send: Send) -> None:
        """Take a thread when it is this client's turn; it is free again when all is made."""
        await lane.turns.take(sender(client.address), bounds.TURN_SECONDS)
        loop = asyncio.get_running_loop()
        spool, begun = Spool(self.spooled, sender(client.address)), loop.create_future()

        def tell(answer: Answer) -> None:
            loop.call_soon_threadsafe(_settle, begun, answer)

        made = loop.run_in_executor(
            lane.threads, make_answer, self.application, environ, spool, tell
        )
        made.add_done_callback(lambda _: lane.turns.give_back())
        try:
            await asyncio.wait({begun, made}, return_when=asyncio.FIRST_COMPLETED)
            if begun.done():
                await send_answer(begun.result(), spool, send)
        finally:
            spool.leave()
            error = await made
        if error is not None:
            raise Unfinished from error
        if begun.result().rest is not None:
            await send({"type": "http.response.body", "body": b""})


def _lane(threads: int) -> Lane:
    return Lane(ThreadPoolExecutor(threads), Turns(threads))


def _settle(begun: asyncio.Future[Answer], answer: Answer) -> None:
    if not begun.done():
        begun.set_result(answer)


def _has_session(headers: Headers) -> bool:
    return any(SESSION_COOKIE in value for name, value in headers if name == b"cookie")


def _length(headers: Headers) -> int | None:
    """What the client says that it sends; the server has looked at it already."""
    return next((int(value) for name, value in headers if name == b"content-length"), None)


async def _unless_gone(work: Coroutine[Any, Any, None], incoming: Incoming) -> None:
    """Do it, until the client goes away."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(incoming.wait_until_gone())
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        leaving.cancel()
        working.cancel()  # which does nothing to what is done
        await asyncio.wait({working})
    if working.cancelled():
        raise Gone
    working.result()


async def _refuse(refused: Refused, asked: Headers, incoming: Incoming, send: Send) -> None:
    """Say why, and hear the rest of what was sent, so that it is read."""
    wanted = {name.decode("latin-1"): value.decode("latin-1") for name, value in asked}
    headers, body = written(refused, wanted)
    if incoming.is_read:
        headers.append(("content-length", str(len(body))))
    # Without its length, the answer is not over before its end, and the server reads on until then.
    await send(start_of(refused.status, headers))
    await send({"type": "http.response.body", "body": body, "more_body": True})
    await let_pass(incoming)
    await send({"type": "http.response.body", "body": b""})
