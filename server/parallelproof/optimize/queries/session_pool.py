"""Connections to forks of one database, lent to one trial at a time, and all given back at the end of a campaign."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from ...domain import Fork
from ...forks.choose import Forks
from ...forks.finishing import finished
from ...forks.on_server import OnServer
from ...forks.opening import opened
from ...forks.reaper import reap
from ...forks.sessions import session
from ...ports import ForkProvider
from ...postgres import Connection, DatabaseError
from ...settings import Settings
from ..case import OnNote

_MOST = 8
"""More would only wait for each other: index builds take turns within a fork, timed runs on a host."""


class SessionPool:
    """Made as they are needed. Whoever borrows one leaves the fork as it was: trials are rolled back."""

    def __init__(self, forks: Forks, address: str, settings: Settings, on_note: OnNote) -> None:
        self._forks, self._named, self._settings, self._on_note = forks, address, settings, on_note
        self._address = ""
        self._stack = AsyncExitStack()
        self._free: list[tuple[Fork, Connection]] = []
        self._provider: ForkProvider | None = None
        self._finding, self._choosing = asyncio.Lock(), asyncio.Lock()
        self._turns = asyncio.Semaphore(_MOST)

    async def address(self) -> str:
        """That of the database, as drivers read it; raises ForkFailed where it names a copy that is not there."""
        async with self._finding:
            self._address = self._address or await self._forks.address(self._named)
            return self._address

    @asynccontextmanager
    async def borrowed(self) -> AsyncIterator[tuple[Fork, Connection]]:
        """A fork and a connection to it; raises ForkFailed. One that was lost is not lent again."""
        provider = await self._chosen()
        async with self._turns:
            lent = self._free.pop() if self._free else await self._made(provider)
            try:
                yield lent
            finally:
                await finished(self._given_back(*lent))

    async def _given_back(self, fork: Fork, connection: Connection) -> None:
        """Locks of what was read are held to the end of a transaction, and others wait for them: so it is ended."""
        try:
            if fork.provider == "transaction":
                await connection.execute("ROLLBACK")
                await connection.execute("BEGIN")
        except DatabaseError:
            return
        self._free.append((fork, connection))

    async def close(self) -> None:
        """Give all forks back."""
        self._free.clear()
        await self._stack.aclose()

    async def _made(self, provider: ForkProvider) -> tuple[Fork, Connection]:
        fork = await self._stack.enter_async_context(opened(provider, await self.address(), self._settings))
        return fork, await self._stack.enter_async_context(session(fork, self._settings))

    async def _chosen(self) -> ForkProvider:
        """Who makes the forks; what earlier processes have left over is removed first."""
        async with self._choosing:
            if self._provider is None:
                provider = await self._forks.provider(await self.address(), self._settings)
                await reap(provider)
                if isinstance(provider, OnServer) and (said := await provider.warning(await self.address())):
                    self._on_note(said)
                can = provider.capabilities
                self._turns = asyncio.Semaphore(min(_MOST, can.most) if can.is_zero_copy else 1)
                self._provider = provider
            return self._provider
