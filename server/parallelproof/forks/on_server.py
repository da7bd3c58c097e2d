"""What the providers have in common whose forks are databases on the source's own server."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ..domain import Fork
from ..ports import ForkFailed
from ..postgres import Unreachable
from ..postgres.addresses import normal, server
from . import databases, reflinks
from .finishing import finished
from .kept import Kept
from .servers import examined, managing

AT_ONCE = 16
"""Databases that are made at the same time: the checkpoints that each needs are then often shared."""


class OnServer:
    """Forks on the server of `address`; what is kept there between forks is dropped by `close`."""

    name = ""

    def __init__(self, address: str, limit_bytes: int, purpose: str, *, is_frozen: bool) -> None:
        self._address = normal(address)
        self._limit_bytes = limit_bytes
        self._kept = Kept(self.name, purpose, limit_bytes, is_frozen=is_frozen)
        self._problem: str | None = None
        self._is_known = False
        self._making = asyncio.Semaphore(AT_ONCE)

    async def __aenter__(self) -> Any:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def wait_ready(self, fork: Fork, timeout_s: float) -> Fork:
        """The fork: it was ready when it was made."""
        return fork

    async def destroy(self, fork: Fork) -> None:
        """Drop the database with whoever uses it."""
        await finished(databases.drop(fork.address, fork.name))

    async def list(self, prefix: str) -> Sequence[Fork]:
        """All on the server, also those of other processes and of the other providers there."""
        return await databases.found(self._address, prefix, self.name)

    async def warning(self, source: str) -> str | None:
        """What forks are going to take of the disk, for a person who should know before; None where that is little."""
        return None

    async def close(self) -> None:
        """Drop what was kept for further forks."""
        await self._kept.close()

    async def _no_clones(self) -> str | None:
        """Why blocks cannot be shared here, None where they can; looked at once."""
        if not self._is_known:
            async with managing(self._address) as connection:
                self._problem = await reflinks.problem(await examined(connection))
            self._is_known = True
        return self._problem

    def _checked(self, source: str, at: datetime | None) -> str:
        """The address of the source; raises ForkFailed where it cannot be forked here."""
        if at is not None:
            raise ForkFailed("A fork on the source's own server is made of it as it is now: set no time.")
        try:
            if server(source) != server(self._address):
                raise ForkFailed("The source is on another server than its forks are made on.")
        except Unreachable as error:
            raise ForkFailed(str(error)) from None
        return normal(source)
