"""Who may go on now: so many at a time, one address after the other."""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager

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
    """How many requests are under way, of all and of each address."""

    def __init__(self) -> None:
        self.of: Counter[str] = Counter()

    @contextmanager
    def counted(self, address: str) -> Iterator[None]:
        """Count one more while it lasts; refuses what would be too many."""
        if self.of.total() >= UNDER_WAY:
            raise too_busy()
        if self.of[address] >= UNDER_WAY_EACH:
            raise too_many()
        self.of[address] += 1
        try:
            yield
        finally:
            self.of[address] -= 1
            if not self.of[address]:
                del self.of[address]
