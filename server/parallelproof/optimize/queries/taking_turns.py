"""Queries of one campaign are tried one after the other: what one may take does not run out while others are tried.

Nothing is lost by it, as only one is timed at any time, and nothing else is done in a database meanwhile.
"""

from __future__ import annotations

import asyncio


class TakingTurns:
    """Whose turn it is. All trials of one query wait together, in the order in which the first of each came."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._turns: dict[object, asyncio.Task[bool]] = {}

    async def begin(self, whose: object) -> None:
        """Wait for the turn; return at once where it is theirs already."""
        turn = self._turns.get(whose)
        if turn is None:
            turn = self._turns[whose] = asyncio.create_task(self._lock.acquire())
        await asyncio.shield(turn)

    def end(self, whose: object) -> None:
        """The next one may begin; nothing where it was not their turn."""
        turn = self._turns.pop(whose, None)
        if turn is not None and not turn.cancel() and not turn.cancelled():
            self._lock.release()

    async def close(self) -> None:
        """End all waiting."""
        for turn in self._turns.values():
            turn.cancel()
        await asyncio.gather(*self._turns.values(), return_exceptions=True)
