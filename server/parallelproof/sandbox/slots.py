"""Places for work that competes for the machine, given to the most urgent first."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from itertools import count

URGENCY: ContextVar[int] = ContextVar("urgency", default=0)
"""Place in the queue of the work that the current task does; lower is served first. An agent sets its number, so that
what the first agents began is finished before later ones begin."""


class Slots:
    """Like a semaphore, but who waits is served by URGENCY and then in order of arrival."""

    def __init__(self, places: int) -> None:
        self._places = self._free = places
        self._arrivals = count()
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        """Hold one place in the block."""
        await self._acquire()
        try:
            yield
        finally:
            self._release()

    def resize(self, places: int) -> None:
        """More or fewer places; who holds one that is gone keeps it to the end."""
        added, self._places = places - self._places, places
        self._free += added
        for _ in range(max(0, added)):
            self._free -= 1
            self._release()

    async def _acquire(self) -> None:
        if self._free > 0:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (URGENCY.get(), next(self._arrivals), turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self._release()  # the place came in the moment of the cancellation
            raise

    def _release(self) -> None:
        while self._waiting and self._free >= 0:
            _, _, turn = heapq.heappop(self._waiting)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1
