"""Answers that were good are kept for a while, so that the same question is not asked twice."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import asdict

from ..domain import Hit, SourceFailure
from ..ports import Leave, ResponseCache
from .hits import Malformed, Result, hits_of
from .searching import Outcome, Searching, normalised

_KEEP_PAGES_S = 24 * 3600.0
_KEEP_NOTHING_FOUND_S = 600.0


class Cached(Searching):
    """Wraps a searcher, outermost: what is kept takes no place in any line. Failures are not kept."""

    def __init__(self, searcher: Searching, cache: ResponseCache) -> None:
        self.name, self.address = searcher.name, searcher.address
        self._searcher, self._cache = searcher, cache
        self._fresh: dict[str, bytes] = {}
        self._keeping: set[asyncio.Task[None]] = set()

    async def answers(self, queries: Sequence[str], k: int, leave: Leave) -> AsyncGenerator[tuple[str, Outcome]]:
        """What is kept at once, the rest as it comes."""
        kept = dict(zip(queries, await asyncio.gather(*(self._kept(query, k) for query in queries)), strict=True))
        for query, hits in kept.items():
            if hits is not None:
                yield query, hits
        missing = [query for query, hits in kept.items() if hits is None]
        async with aclosing(self._searcher.answers(missing, k, leave)) as answers:
            async for query, outcome in answers:
                if not isinstance(outcome, SourceFailure):
                    self._keep(query, k, outcome)
                yield query, outcome

    async def close(self) -> None:
        """Wait until all that is being kept is kept."""
        await asyncio.gather(*self._keeping)

    async def _kept(self, query: str, k: int) -> tuple[Hit, ...] | None:
        key = self._key(query, k)
        value = await self._cache.get(key) or self._fresh.get(key)
        if value is None:
            return None
        try:
            return hits_of([Result(**row) for row in json.loads(value)], query, self.name, k)
        except (ValueError, TypeError, RecursionError, Malformed):
            return None

    def _keep(self, query: str, k: int, hits: Sequence[Hit]) -> None:
        """Keep the hits, without making whoever waits for them wait for the disk."""
        rows = [asdict(Result(hit.title, hit.url, hit.snippet, hit.date, hit.score)) for hit in hits]
        key, value = self._key(query, k), json.dumps(rows).encode()
        self._fresh[key] = value
        task = asyncio.create_task(self._put(key, value, _KEEP_PAGES_S if hits else _KEEP_NOTHING_FOUND_S))
        self._keeping.add(task)
        task.add_done_callback(self._keeping.discard)

    async def _put(self, key: str, value: bytes, keep_s: float) -> None:
        try:
            await self._cache.put(key, value, keep_s)
        finally:
            self._fresh.pop(key, None)

    def _key(self, query: str, k: int) -> str:
        """Whose answer to what; a digest, so that the length of a query does not matter."""
        asked = json.dumps([self.name, self.address, k, normalised(query)])
        return f"search {hashlib.sha256(asked.encode()).hexdigest()}"


class NothingKept:
    """A `ports.ResponseCache` that forgets at once, for one who only looks."""

    async def get(self, key: str) -> bytes | None:
        """Nothing is kept."""
        return None

    async def put(self, key: str, value: bytes, keep_s: float) -> None:
        """Keep nothing."""
