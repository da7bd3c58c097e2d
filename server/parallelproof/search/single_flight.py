"""Equal queries that are asked at the same time cost one call."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from ..domain import SourceFailure
from ..ports import Leave
from .searching import Outcome, Searching, normalised

_Key = tuple[str, int]


class SingleFlight(Searching):
    """Wraps a searcher. Whoever asks what is already being asked waits for that; one who stops waiting takes nothing
    from the others, and a call that nobody waits for any more is ended."""

    def __init__(self, searcher: Searching) -> None:
        self.name, self.address = searcher.name, searcher.address
        self._searcher = searcher
        self._flying: dict[_Key, _Flight] = {}

    async def answers(self, queries: Sequence[str], k: int, leave: Leave) -> AsyncGenerator[tuple[str, Outcome]]:
        """Each query with what came of it, whoever asked first."""
        keys = {query: (normalised(query), k) for query in queries}
        self._start(keys, k, leave)
        flights = {self._flying[key] for key in keys.values()}
        waiting: dict[asyncio.Future[Outcome], list[str]] = {}
        for query, key in keys.items():
            waiting.setdefault(self._flying[key].outcomes[key], []).append(query)
        for flight in flights:
            flight.waiters += 1
        try:
            pending = set(waiting)
            while pending:
                done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                for future in done:
                    for query in waiting[future]:
                        yield query, _worded(future.result(), query)
        finally:
            ended = [flight.task for flight in flights if flight.is_left_by_the_last()]
            await asyncio.gather(*ended, return_exceptions=True)

    def _start(self, keys: dict[str, _Key], k: int, leave: Leave) -> None:
        """Let a flight start for the queries that none is under way for."""
        fresh: dict[_Key, str] = {}
        for query, key in keys.items():
            if key not in self._flying:
                fresh.setdefault(key, query)
        if fresh:
            flight = _Flight(self._flying, self._searcher, fresh, k, leave)
            self._flying.update(dict.fromkeys(fresh, flight))


class _Flight:
    """One search under way, and the promised outcome of each of its queries."""

    def __init__(
        self, flying: dict[_Key, _Flight], searcher: Searching, queries: dict[_Key, str], k: int, leave: Leave
    ) -> None:
        loop = asyncio.get_running_loop()
        self.outcomes: dict[_Key, asyncio.Future[Outcome]] = {key: loop.create_future() for key in queries}
        self.waiters = 0
        self._flying = flying
        self.task = loop.create_task(self._fly(searcher, list(queries.values()), k, leave))

    def is_left_by_the_last(self) -> bool:
        """One waits no longer; the last one ends the search."""
        self.waiters -= 1
        if self.waiters == 0:
            self._forget(*self.outcomes)
            self.task.cancel()
        return self.waiters == 0

    async def _fly(self, searcher: Searching, queries: Sequence[str], k: int, leave: Leave) -> None:
        try:
            async with aclosing(searcher.answers(queries, k, leave)) as answers:
                async for query, outcome in answers:
                    key = normalised(query), k
                    self._forget(key)
                    self.outcomes[key].set_result(outcome)
        except Exception as bug:
            self._forget(*self.outcomes)
            for future in self.outcomes.values():
                if not future.done():
                    future.set_exception(bug)
                    future.exception()  # Whoever waits raises it; the others need not be told of it once more.

    def _forget(self, *keys: _Key) -> None:
        for key in keys:
            if self._flying.get(key) is self:
                del self._flying[key]


def _worded(outcome: Outcome, query: str) -> Outcome:
    """The outcome as one of the query as it was asked here."""
    if isinstance(outcome, SourceFailure):
        return outcome
    return tuple(replace(hit, query=query) for hit in outcome)
