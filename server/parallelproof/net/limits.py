"""How much one provider is asked: a limit that adapts, so many a second, and fair turns between users."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from ..ports import Leave
from .net import Broken, Exchange, Net, Throttled

_RECENT_S = 10.0
_CALM_S = 30.0
_JITTER_S = (0.05, 0.25)


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
    """The queue before one provider. Everyone's first request goes before anyone's second."""

    def __init__(self, net: Net, name: str, limits: Limits) -> None:
        self.name = name
        self.limits = limits
        self._net = net
        self._width = Width(limits)
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

    async def _ask(self, exchange: Exchange, leave: Leave) -> Any:
        began_s, is_full = time.monotonic(), self._turns.running >= self._allowed
        try:
            answer = await self._net.json(exchange, leave)
        except Throttled as error:
            self._width.narrow(self._allowed, began_s)
            if error.retry_after_s is not None:
                self._pace.pause(error.retry_after_s)
            raise
        if is_full:
            self._width.widen()
        return answer

    @asynccontextmanager
    async def _place(self, leave: Leave) -> AsyncIterator[None]:
        self._refuse_long_pause(leave)
        turn = Turn(leave.user, asyncio.get_running_loop().create_future())
        self._turns.waiting.append(turn)
        self._serve()
        try:
            await turn.granted
            self._refuse_long_pause(leave)
            yield
        finally:
            self._turns.leave(turn)
            self._serve()

    def _refuse_long_pause(self, leave: Leave) -> None:
        if (pause_s := self._pace.pause_s) > leave.settings.fulfill_deadline_s:
            raise Throttled(self.name, f"{self.name} is not asked for another {pause_s:.0f} s, as it wished", pause_s)

    @property
    def _allowed(self) -> int:
        return self._width.allowed(len(self._turns.users))

    def _serve(self) -> None:
        """Give places to those whose turn it is, and come back when time alone stands in the way."""
        while self._turns.waiting and self._turns.running < self._allowed:
            wait_s = self._pace.wait_s
            if wait_s > 0:
                self._come_back(wait_s)
                return
            self._pace.take()
            self._turns.grant_next()

    def _come_back(self, wait_s: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._serve)


class Width:
    """How many at once: `start` for each user who asks while all is calm; from what was learned after a setback.

    One more for each width of successes while full, half at a setback, at most once a round trip.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._learned = float(limits.start)
        self._narrowed_s = float("-inf")

    def allowed(self, users: int) -> int:
        """The limit for that many users, `most` at most and 1 at least."""
        is_calm = time.monotonic() - self._narrowed_s > _CALM_S
        width = max(self._learned, self._limits.start * users) if is_calm else self._learned
        return max(1, min(int(width), self._limits.most))

    def widen(self) -> None:
        """A request that filled the limit was answered."""
        self._learned = min(self._learned + 1 / self._learned, float(self._limits.most))

    def narrow(self, allowed: int, began_s: float) -> None:
        """A request that began then was too much; one that began before the last setback says nothing new."""
        if began_s >= self._narrowed_s:
            self._learned = max(1.0, allowed / 2)
            self._narrowed_s = time.monotonic()


class Pace:
    """A bucket of tokens, one for each request that may begin in a second; a token is back a second after its use."""

    def __init__(self, per_s: float) -> None:
        self._size = max(1, int(per_s))
        self._refill_s = self._size / per_s
        self._taken_s: deque[float] = deque(maxlen=self._size)
        self._paused_until_s = 0.0

    @property
    def pause_s(self) -> float:
        """Seconds that the provider still wants to be left alone."""
        return max(0.0, self._paused_until_s - time.monotonic())

    @property
    def wait_s(self) -> float:
        """Seconds until the next request may begin."""
        is_empty = len(self._taken_s) == self._size
        back_s = self._taken_s[0] + self._refill_s - time.monotonic() if is_empty else 0.0
        return max(back_s, self.pause_s, 0.0)

    def take(self) -> None:
        """Use a token."""
        self._taken_s.append(time.monotonic())

    def pause(self, wait_s: float) -> None:
        """Let nothing begin for that long."""
        self._paused_until_s = max(self._paused_until_s, time.monotonic() + wait_s)


@dataclass(eq=False, slots=True)
class Turn:
    """Someone's wish for a place; `granted` is set once it has one."""

    user: str
    granted: asyncio.Future[None]


class Turns:
    """Who waits, who runs, and who comes next: the user who had least of late; the longest waiting among equals."""

    def __init__(self) -> None:
        self.waiting: list[Turn] = []
        self._running: list[Turn] = []
        self._served: deque[tuple[float, str]] = deque()

    @property
    def running(self) -> int:
        """Places taken."""
        return len(self._running)

    @property
    def users(self) -> set[str]:
        """Those who wait or run."""
        return {turn.user for turn in (*self.waiting, *self._running)}

    def grant_next(self) -> None:
        """Give a place to whoever comes next."""
        had = self._had()
        turn = min(self.waiting, key=lambda turn: had[turn.user])
        self.waiting.remove(turn)
        self._running.append(turn)
        turn.granted.set_result(None)

    def leave(self, turn: Turn) -> None:
        """Take a wish back, or give its place back."""
        if turn in self._running:
            self._running.remove(turn)
            self._served.append((time.monotonic(), turn.user))
        else:
            self.waiting.remove(turn)

    def _had(self) -> Counter[str]:
        while self._served and self._served[0][0] < time.monotonic() - _RECENT_S:
            self._served.popleft()
        return Counter(turn.user for turn in self._running) + Counter(user for _, user in self._served)
