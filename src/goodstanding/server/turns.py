"""Who may go on now: so many at a time, one address after the other."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from goodstanding.server.bounds import UNDER_WAY, UNDER_WAY_EACH
from goodstanding.server.refused import too_busy, too_many


class Turns:
    """Places that are taken in turn by address, so that nobody's queue is everybody's."""

    def __init__(self, places: int) -> None:
        self.free = places
        self.waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    async def take(self, address: str, seconds: float) -> None:
        """Wait for a place, to be given back; refuses after so many seconds."""
        if self.free:
            self.free -= 1
        else:
            await self._wait(address, seconds)

    async def _wait(self, address: str, seconds: float) -> None:
        place = asyncio.get_running_loop().create_future()
        self.waiting.setdefault(address, deque()).append(place)
        try:
            async with asyncio.timeout(seconds):
                await place
        except BaseException as error:
            if place.done() and not place.cancelled():
                self.give_back()
            else:
                self._leave(address, place)
            if isinstance(error, TimeoutError):
                raise too_busy() from error
            raise

    def _leave(self, address: str, place: asyncio.Future[None]) -> None:
        queue = self.waiting.get(address, deque())
        if place in queue:
            queue.remove(place)
            if not queue:
                del self.waiting[address]

    def give_back(self) -> None:
        """A place goes to the first of the address whose turn it is, else it is free."""
        while self.waiting:
            address, queue = self.waiting.popitem(last=False)
            place = queue.popleft()
            if queue:
                self.waiting[address] = queue
            if not place.done():
                place.set_result(None)
                return
        self.free += 1


class UnderWay:
    """The requests that are under way, oldest first, by address."""

    def __init__(self) -> None:
        self.of: dict[str, dict[asyncio.Task[Any], None]] = {}
        self.total = 0

    @contextmanager
    def counted(self, address: str, task: asyncio.Task[Any]) -> Iterator[None]:
        """Count one more while it lasts; refuses what would be too many."""
        own = len(self.of.get(address, ()))
        if own >= UNDER_WAY_EACH:
            raise too_many()
        if self.total >= UNDER_WAY:
            self._make_room(own)
        self.of.setdefault(address, {})[task] = None
        self.total += 1
        try:
            yield
        finally:
            self._leave(address, task)

    def _make_room(self, own: int) -> None:
        """Whoever has most under way loses the oldest: few addresses cannot keep out all others."""
        address, tasks = max(self.of.items(), key=lambda item: len(item[1]))
        if len(tasks) <= own + 1:
            raise too_busy()
        oldest = next(iter(tasks))
        self._leave(address, oldest)
        oldest.cancel()

    def _leave(self, address: str, task: asyncio.Task[Any]) -> None:
        tasks = self.of.get(address, {})
        if task in tasks:
            del tasks[task]
            self.total -= 1
            if not tasks:
                del self.of[address]
