"""The body of a request, read as a whole before a thread is taken for it."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Awaitable, Callable
from tempfile import TemporaryFile
from typing import IO, Any

from goodstanding.server.bounds import ANONYMOUS_BODY, LINGER_BYTES, LINGER_SECONDS, seconds_for
from goodstanding.server.refused import no_room, too_busy, too_large, too_slow
from goodstanding.server.room import Room

Receive = Callable[[], Awaitable[dict[str, Any]]]


class Gone(Exception):
    """The client has gone away; nobody waits for an answer."""


class Incoming:
    """What the client sends: the pieces of its body, and that it goes away."""

    def __init__(self, receive: Receive) -> None:
        self.receive = receive
        self.is_read = False

    async def piece(self) -> bytes:
        """The next piece of the body; ``is_read`` tells whether it was the last."""
        message = await self.receive()
        if message["type"] != "http.request":
            raise Gone
        self.is_read = not message.get("more_body")
        found: bytes = message.get("body", b"")
        return found

    async def wait_until_gone(self) -> None:
        """For as long as the client is there."""
        while (await self.receive())["type"] != "http.disconnect":
            pass


class Body:
    """What has been read: in memory while it is small, else in a file without a name."""

    def __init__(self, room: Room, sender: str) -> None:
        self.room, self.sender = room, sender
        self.size = self._on_disk = 0
        self._begun = bytearray()
        self._file: IO[bytes] | None = None

    async def add(self, piece: bytes) -> None:
        """Append; large ones go to the disk, on another thread. Forms need no disk."""
        self.size += len(piece)
        self._begun += piece
        if len(self._begun) > ANONYMOUS_BODY:
            await asyncio.to_thread(self._write)

    def _write(self) -> None:
        if not self.room.take(self.sender, len(self._begun)):
            raise too_busy()
        self._on_disk += len(self._begun)
        if self._file is None:
            self._file = TemporaryFile(dir=self.room.folder)  # noqa: SIM115  # closed by close()
        self._file.write(self._begun)
        self._begun.clear()

    async def opened(self) -> IO[bytes]:
        """The whole of it, from its beginning."""
        if self._file is None:
            return io.BytesIO(self._begun)
        await asyncio.to_thread(self._write)
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        """Throw it away."""
        if self._file is not None:
            self._file.close()
        self.room.give_back(self.sender, self._on_disk)


async def read_body(incoming: Incoming, length: int | None, most: int, body: Body) -> None:
    """Read all of it, no more than ``most``, and no slower than the bounds say."""
    if length is not None and length > most:
        raise too_large(most)
    began = time.monotonic()
    while not incoming.is_read:
        left = began + seconds_for(body.size) - time.monotonic()
        try:
            async with asyncio.timeout(max(left, 0)):
                piece = await incoming.piece()
        except TimeoutError:
            raise too_slow() from None
        except asyncio.CancelledError:
            raise too_busy() from None  # somebody else needed the room more
        if body.size + len(piece) > most:
            raise too_large(most)
        try:
            await body.add(piece)
        except OSError:
            raise no_room() from None


async def let_pass(incoming: Incoming) -> None:
    """Hear the rest of what was refused, so that its sender reads the answer; not for long."""
    heard = 0
    try:
        async with asyncio.timeout(LINGER_SECONDS):
            while heard < LINGER_BYTES and not incoming.is_read:
                heard += len(await incoming.piece())
    except (TimeoutError, Gone):
        return
