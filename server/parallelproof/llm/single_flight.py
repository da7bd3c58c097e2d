"""Equal questions that are asked at the same time cost one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from typing import Any, TypeVar

Answer = TypeVar("Answer")


class SingleFlight:
    """Whoever asks what is already being asked waits for that; one who stops waiting takes nothing from the others,
    and a question that nobody waits for any more is ended."""

    def __init__(self) -> None:
        self._flying: dict[Hashable, _Flight] = {}

    async def shared(self, key: Hashable, ask: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """What the question with this key gives or raises, be it asked now or already under way."""
        flight = self._flying.get(key)
        if flight is None:
            flight = self._flying[key] = _Flight(asyncio.create_task(ask()))
            flight.task.add_done_callback(lambda _: self._forget(key, flight))
        flight.waiters += 1
        try:
            answer: Answer = await asyncio.shield(flight.task)
            return answer
        finally:
            flight.waiters -= 1
            if not flight.waiters and not flight.task.done():
                self._forget(key, flight)
                flight.task.cancel()
                await asyncio.wait([flight.task])

    def _forget(self, key: Hashable, flight: _Flight) -> None:
        if self._flying.get(key) is flight:
            del self._flying[key]


class _Flight:
    """A question under way, and how many wait for it."""

    def __init__(self, task: asyncio.Task[Any]) -> None:
        self.task = task
        self.waiters = 0
