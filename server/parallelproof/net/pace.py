"""How wide and how fast: requests at once, adapted to what the provider bears, and requests a second."""

from __future__ import annotations

import time
from collections import deque

_CALM_S = 30.0
_GUESS_S = 2.0
_REMEMBERED = 40
_HANGS = 0.1


class Width:
    """How many at once: `start` for each user who asks while all is calm, what was learned after a setback.

    One more for each width of successes while full, half at a setback, at most once a round trip. A setback is a
    refusal, or a time-out that is not the only one among many answers.
    """

    def __init__(self, start: int, most: int) -> None:
        self._start, self._most = min(start, most), most
        self._learned = float(self._start)
        self._narrowed_s = float("-inf")
        self._timed_out: deque[bool] = deque(maxlen=_REMEMBERED)
        self.takes_s = _GUESS_S
        """How long an answer takes, of late."""

    @property
    def widest(self) -> int:
        """What it could be now, were there users enough."""
        return self._most if self._is_calm else self.allowed(1)

    def allowed(self, users: int) -> int:
        """The limit for that many users, `most` at most and 1 at least."""
        width = max(self._learned, self._start * users) if self._is_calm else self._learned
        return max(1, min(int(width), self._most))

    def answered(self, took_s: float, was_full: bool) -> None:
        """A request was answered; was it one that filled the limit?"""
        self.takes_s += (took_s - self.takes_s) / 8
        self._timed_out.append(False)
        if was_full:
            self._learned = min(self._learned + 1 / self._learned, float(self._most))

    def narrow(self, allowed: int, began_s: float) -> None:
        """A request that began then was too much; one that began before the last setback says nothing new."""
        if began_s >= self._narrowed_s:
            self._learned = max(1.0, allowed / 2)
            self._narrowed_s = time.monotonic()

    def timed_out(self, allowed: int, began_s: float) -> None:
        """A request that began then got no answer in time."""
        self._timed_out.append(True)
        if sum(self._timed_out) > len(self._timed_out) * _HANGS:
            self.narrow(allowed, began_s)

    @property
    def _is_calm(self) -> bool:
        return time.monotonic() - self._narrowed_s > _CALM_S


class Pace:
    """A bucket of tokens, one for each request that may begin in a second; a token is back a second after its use."""

    def __init__(self, per_s: float) -> None:
        self._size = max(1, int(per_s))
        self._back_s = self._size / per_s
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
        return max(self._taken_s[0] + self._back_s - time.monotonic() if is_empty else 0.0, self.pause_s)

    def take(self) -> None:
        """Use a token."""
        self._taken_s.append(time.monotonic())

    def pause(self, wait_s: float) -> None:
        """Let nothing begin for that long."""
        self._paused_until_s = max(self._paused_until_s, time.monotonic() + wait_s)
