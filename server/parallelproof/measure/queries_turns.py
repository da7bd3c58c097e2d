"""Trials side by side, timed runs alone: no trial builds or reads anything while another one is timed."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

from .host_lock import HostLock


class Turns:
    """A lock that any number of trials share, and that a timed run has to itself; who waits to time goes first."""

    def __init__(self, lock: HostLock) -> None:
        self._lock = lock
        self._changed = asyncio.Condition()
        self._trying = self._waiting = 0
        self._timing = False
        self.waited_s = 0.0
        """How long timed runs have waited in all for those of other processes, or for the editor."""

    @contextlib.asynccontextmanager
    async def trying(self) -> AsyncIterator[None]:
        """Work in the database that is not timed, in the block."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._timing and not self._waiting)
            self._trying += 1
        try:
            yield
        finally:
            async with self._changed:
                self._trying -= 1
                self._changed.notify_all()

    @contextlib.asynccontextmanager
    async def timing(self) -> AsyncIterator[None]:
        """A timed run in the block, alone on this host as far as ParallelProof goes. Raises JobFailed."""
        async with self._changed:
            self._waiting += 1
            try:
                await self._changed.wait_for(lambda: not self._timing and not self._trying)
            finally:
                self._waiting -= 1
                self._changed.notify_all()
            self._timing = True
        try:
            asked_s = time.monotonic()
            async with self._lock.held():
                self.waited_s += time.monotonic() - asked_s
                yield
        finally:
            async with self._changed:
                self._timing = False
                self._changed.notify_all()
