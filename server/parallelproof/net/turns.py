"""Whose turn it is: everyone's first request before anyone's second, and room kept for those about to come."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, deque
from dataclasses import dataclass

_RECENT_S = 10.0
_WINDOW_S = 1.0
_SHORTEST_S = 0.2
_CROWD = 4


@dataclass(eq=False, slots=True)
class Turn:
    """A wish for a place; `granted` is set once there is one. A pause longer than `patience_s` ends it."""

    user: str
    patience_s: float
    granted: asyncio.Future[None]


class Turns:
    """Who waits and who runs. Next is the user who had least of late; the longest waiting among equals."""

    def __init__(self) -> None:
        self.waiting: list[Turn] = []
        self._running: list[Turn] = []
        self._served: deque[tuple[float, str]] = deque()
        self._came_s: deque[float] = deque()

    @property
    def running(self) -> int:
        """Places taken."""
        return len(self._running)

    @property
    def users(self) -> int:
        """How many users wait or run."""
        return len({turn.user for turn in (*self.waiting, *self._running)})

    def join(self, turn: Turn) -> None:
        """Begin to wait."""
        if not self._had()[turn.user] and all(other.user != turn.user for other in self.waiting):
            self._recently_came().append(time.monotonic())
        self.waiting.append(turn)

    def next(self) -> tuple[Turn, bool]:
        """Whose turn it is, and whether it is their first of late; someone must wait."""
        had = self._had()
        turn = min(self.waiting, key=lambda turn: had[turn.user])
        return turn, not had[turn.user]

    def grant(self, turn: Turn) -> None:
        """Give it a place."""
        self.waiting.remove(turn)
        self._running.append(turn)
        if not turn.granted.done():  # It may just have been cancelled: then it gives the place back when it notices.
            turn.granted.set_result(None)

    def leave(self, turn: Turn) -> None:
        """Take a wish back, or give its place back."""
        if turn in self._running:
            self._running.remove(turn)
            self._served.append((time.monotonic(), turn.user))
        else:
            self.waiting.remove(turn)

    def newcomers(self, within_s: float) -> float:
        """How many new users to expect in that time, by those of the last second; none where only a few came."""
        came_s = self._recently_came()
        if len(came_s) < _CROWD:
            return 0.0
        return (len(came_s) - 1) / max(_SHORTEST_S, time.monotonic() - came_s[0]) * within_s

    def _recently_came(self) -> deque[float]:
        while self._came_s and self._came_s[0] < time.monotonic() - _WINDOW_S:
            self._came_s.popleft()
        return self._came_s

    def _had(self) -> Counter[str]:
        while self._served and self._served[0][0] < time.monotonic() - _RECENT_S:
            self._served.popleft()
        return Counter(turn.user for turn in self._running) + Counter(user for _, user in self._served)
