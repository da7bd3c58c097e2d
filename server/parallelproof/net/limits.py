"""The line before one provider: so many at once, so many a second, fair turns between users."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Any

from ..ports import Leave
from .exchange import Broken, Exchange, Throttled, TimedOut
from .net import Net
from .pace import Pace, Width
from .turns import Turn, Turns

_JITTER_S = (0.05, 0.25)
_LINGER_S = 0.1
_RETHINK_S = 0.1


@dataclass(frozen=True, slots=True)
class Limits:
    """What a provider allows."""

    start: int = 10
    """Requests at once for each user who asks, to begin with."""
    most: int = 50
    """Requests at once, never more."""
    per_s: float = 50.0
    """Requests that begin within any second, never more."""
    batch: int = 1
    """Queries that one request may hold."""


class Line:
    """The queue before one provider, for one event loop."""

    def __init__(self, net: Net, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self._net = net
        self._width = Width(limits.start, limits.most)
        self._pace = Pace(limits.per_s)
        self._turns = Turns()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def status(self) -> str:
        """How it stands, in a few words."""
        pause_s = self._pace.pause_s
        paused = f", paused for {pause_s:.0f} s" if pause_s > 0 else ""
        return f"{self._turns.running} of {self._allowed} at once, {len(self._turns.waiting)} waiting{paused}"

    async def json(self, make: Callable[[], Exchange], leave: Leave) -> Any:
        """What the provider answers; `make` is called once there is a place. A broken exchange is tried once more.

        Raises Unanswered; at once where the provider's own pause outlasts the deadline of the settings.
        """
        exchange: Exchange | None = None
        try:
            async with self._place(leave):
                exchange = make()
                return await self._ask(exchange, leave)
        except Broken:
            if exchange is None:
                raise
        await asyncio.sleep(random.uniform(*_JITTER_S))
        async with self._place(leave):
            return await self._ask(exchange, leave)

    @asynccontextmanager
    async def place(self, leave: Leave) -> AsyncIterator[None]:
        """A place for one request, made in the block: a stream keeps it to its end. Raises Throttled as `json` does.

        What comes out of the block, Throttled or an end, counts for the limit as it does in `json`.
        """
        async with self._place(leave):
            with self._learning():
                yield

    async def _ask(self, exchange: Exchange, leave: Leave) -> Any:
        with self._learning():
            return await self._net.json(exchange, leave)

    @contextmanager
    def _learning(self) -> Iterator[None]:
        """Adapt the limit to how a request ends."""
        began_s, is_full = time.monotonic(), self._turns.running >= self._allowed
        try:
            yield
        except TimedOut:
            self._width.timed_out(self._allowed, began_s)
            raise
        except Throttled as error:
            self._width.narrow(self._allowed, began_s)
            if error.retry_after_s is not None:
                self._pause(error.retry_after_s)
            raise
        self._width.answered(time.monotonic() - began_s, is_full)

    @asynccontextmanager
    async def _place(self, leave: Leave) -> AsyncIterator[None]:
        """A place for the block. After a failure the provider may be busy with it still, so it is kept for a moment."""
        loop = asyncio.get_running_loop()
        turn = Turn(leave.user, leave.settings.fulfill_deadline_s, loop.create_future())
        if (pause_s := self._pace.pause_s) > turn.patience_s:
            raise self._paused(pause_s)
        self._turns.join(turn)
        linger_s = 0.0
        try:
            self._serve()
            await turn.granted
            linger_s = _LINGER_S
            yield
            linger_s = 0.0
        finally:
            if linger_s:
                loop.call_later(linger_s, self._leave, turn)
            else:
                self._leave(turn)

    def _leave(self, turn: Turn) -> None:
        self._turns.leave(turn)
        self._serve()

    def _pause(self, wait_s: float) -> None:
        """Let nothing begin for that long; whoever cannot wait so long need not wait at all."""
        self._pace.pause(wait_s)
        for turn in self._turns.waiting:
            if wait_s > turn.patience_s and not turn.granted.done():
                turn.granted.set_exception(self._paused(wait_s))

    def _paused(self, pause_s: float) -> Throttled:
        return Throttled(self.name, f"{self.name} is not asked for another {pause_s:.0f} s, as it wished", pause_s)

    @property
    def _allowed(self) -> int:
        return self._width.allowed(self._turns.users)

    def _serve(self) -> None:
        """Give places to those whose turn it is, and come back when time alone stands in the way."""
        while self._turns.waiting and self._turns.running < self._allowed:
            turn, is_first = self._turns.next()
            room = self._width.widest - self._turns.running
            wait_s = self._pace.wait_s
            if not is_first and room <= self._turns.newcomers(self._width.takes_s):
                wait_s = max(wait_s, _RETHINK_S)
            if wait_s > 0:
                self._come_back(wait_s)
                return
            self._pace.take()
            self._turns.grant(turn)

    def _come_back(self, wait_s: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._serve)
