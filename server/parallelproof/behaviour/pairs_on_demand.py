"""Pairs of forks, whose parts are loaded when the first function needs them: most campaigns need none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager

from ..domain import ForkPair, ForkSide
from ..ports import ForkPairs
from ..settings import Settings


class PairsOnDemand:
    """`ForkPairs` that stand for some that take long to load."""

    def __init__(self, load: Callable[[], ForkPairs]) -> None:
        self._load = load
        self._pairs: ForkPairs | None = None

    @asynccontextmanager
    async def open(self, settings: Settings) -> AsyncIterator[ForkPair]:
        """Two forks, gone after the block; raises ForkFailed."""
        if self._pairs is None:
            self._pairs = await asyncio.to_thread(self._load)
        async with self._pairs.open(settings) as pair:
            yield pair

    async def restore(self, pair: ForkPair, side: ForkSide) -> None:
        """Make one side's fork as it was; raises ForkFailed."""
        assert self._pairs
        await self._pairs.restore(pair, side)

    async def digest(self, pair: ForkPair, side: ForkSide) -> Mapping[str, str]:
        """What differs from when the fork was made; raises ForkFailed."""
        assert self._pairs
        return await self._pairs.digest(pair, side)

    async def note(self, pair: ForkPair, most_bytes: int) -> Mapping[str, str]:
        """Take how the forks are now for how they were opened; raises ForkFailed."""
        assert self._pairs
        return await self._pairs.note(pair, most_bytes)
