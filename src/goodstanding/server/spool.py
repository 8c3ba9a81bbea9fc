"""What one thread has made of an answer and a slow reader has not taken yet."""

from __future__ import annotations

import asyncio
import threading
from tempfile import TemporaryFile
from typing import IO

from goodstanding.server.bounds import IN_MEMORY, SPOOLED_ANSWER
from goodstanding.server.room import Room


class Spool:
    """Bytes from a thread that makes them to a task that sends them, in memory or on the disk.

    Whoever writes waits only where there is no more room, or the disk has none.
    """

    def __init__(self, room: Room, sender: str) -> None:
        self.disk, self.sender = room, sender
        self.loop = asyncio.get_running_loop()
        self.more = asyncio.Event()
        self.room = threading.Condition()
        self.begun = bytearray()  # before what is in the file, if there is one
        self.file: IO[bytes] | None = None
        self.written = self.read_to = 0
        self.is_over = self.is_left = False

    def write(self, block: bytes) -> bool:
        """Append, for the thread that makes it; False if nobody reads it any more."""
        with self.room:
            while not self.is_left and not self._keep(block):
                self.room.wait()
        self.loop.call_soon_threadsafe(self.more.set)
        return not self.is_left

    def _keep(self, block: bytes) -> bool:
        """In memory while it is little; on the disk; one block in memory where that has no room."""
        is_next = self.read_to == self.written
        if is_next and len(self.begun) + len(block) <= IN_MEMORY:
            self.begun += block
            return True
        if self._keep_on_disk(block):
            return True
        if is_next and not self.begun:
            self.begun += block
            return True
        return False

    def _keep_on_disk(self, block: bytes) -> bool:
        if self.written + len(block) > SPOOLED_ANSWER:
            return False
        if not self.disk.take(self.sender, len(block)):
            return False
        try:
            if self.file is None:
                self.file = TemporaryFile(dir=self.disk.folder)  # noqa: SIM115
            self.file.seek(self.written)
            self.file.write(block)
            self.file.flush()
        except OSError:
            self.disk.give_back(self.sender, len(block))
            return False
        self.written += len(block)
        return True

    def end(self) -> None:
        """Nothing more will be written, for the thread."""
        self.is_over = True
        self.loop.call_soon_threadsafe(self.more.set)

    def leave(self) -> None:
        """Nothing more will be read; lets go of the disk and of whoever waits for room."""
        with self.room:
            self.is_left = True
            self._empty()
            self.room.notify_all()

    async def read(self, most: int) -> bytes:
        """The next bytes, for the task that sends them; empty at the end."""
        while True:
            self.more.clear()
            over = self.is_over
            on_disk = self.file is not None
            piece = await asyncio.to_thread(self._take, most) if on_disk else self._take(most)
            if piece or over:
                return piece
            await self.more.wait()

    def _take(self, most: int) -> bytes:
        with self.room:
            if self.begun:
                piece = bytes(self.begun[:most])
                del self.begun[:most]
            elif self.file is not None and self.read_to < self.written:
                self.file.seek(self.read_to)
                piece = self.file.read(min(most, self.written - self.read_to))
                self.read_to += len(piece)
                if self.read_to == self.written:
                    self._empty()
            else:
                return b""
            self.room.notify_all()
            return piece

    def _empty(self) -> None:
        self.disk.give_back(self.sender, self.written)
        self.written = self.read_to = 0
        if self.file is not None:
            self.file.close()
            self.file = None
