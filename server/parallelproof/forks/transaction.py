"""Many trials in one warm fork: each has a transaction of its own, which is always rolled back.

The warm fork is a copy of the source (a clone, where blocks can be shared), so 50 agents take the disk of one. What
they do is seen by nobody else, and gone when they end. Two of them may build indexes on one table at once; one that
writes rows waits for the other's index, so statements need a `lock_timeout`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from ..domain import Capabilities, Fork
from ..postgres.addresses import database
from . import copy, databases, disk
from .kept import Copy
from .on_server import OnServer
from .servers import managing

_WORN = 1.05
"""A warm fork that has grown by more is not used again: rows that were rolled back have left holes in its tables."""
_ROLLED_BACK = 4 << 20


class TransactionForks(OnServer):
    """A `ports.ForkProvider` whose forks are turns in a warm fork; `sessions.session` opens their transactions."""

    name = "transaction"
    capabilities = Capabilities("transaction", is_zero_copy=True, needs_quiet_source=True, is_billable=False, most=64)

    def __init__(self, address: str, limit_bytes: int) -> None:
        super().__init__(address, limit_bytes, "warm", is_frozen=False)
        self._lent: dict[str, tuple[Fork, Copy]] = {}

    async def create(self, source: str, at: datetime | None, name: str, ttl_s: float) -> Fork:
        """A turn in the warm fork, which is made if there is none that still shows the source as it is."""
        address = self._checked(source, at)
        is_clone = await self._no_clones() is None
        warm, differences = await self._kept.borrow(address, ttl_s, is_clone=is_clone)
        expires_at = min(warm.fork.expires_at, datetime.now(UTC) + timedelta(seconds=ttl_s))
        fork = replace(
            warm.fork, id=name, name=name, created_at=datetime.now(UTC), expires_at=expires_at, differences=differences
        )
        self._lent[name] = fork, warm
        return fork

    async def destroy(self, fork: Fork) -> None:
        """End the turn; a warm fork goes with whoever uses it."""
        if fork.name not in self._lent:
            return await super().destroy(fork)
        _, warm = self._lent.pop(fork.name)
        try:
            if warm.users == 1 and await _is_worn(warm):
                await self._kept.retire(warm)
        finally:
            await self._kept.give_back(warm)

    async def list(self, prefix: str) -> list[Fork]:
        """The warm forks on the server, and the turns of this process."""
        turns = [fork for fork, _ in self._lent.values() if fork.name.startswith(prefix)]
        return [*await databases.found(self._address, prefix, self.name), *turns]

    async def warning(self, source: str) -> str | None:
        """What the one warm fork takes, where it shares no blocks and is large."""
        if await self._no_clones() is None:
            return None
        async with managing(source) as connection:
            size = await disk.size_of(connection, database(source))
        return await copy.warning(source, 1, self._limit_bytes) if size >= disk.LARGE_BYTES else None


async def _is_worn(warm: Copy) -> bool:
    async with managing(warm.address) as connection:
        size = await disk.size_of(connection, warm.fork.name)
    return size > (warm.fork.size_bytes or 0) * _WORN + _ROLLED_BACK
