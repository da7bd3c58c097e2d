"""Copies of sources that are kept for several forks: frozen templates, and warm forks.

A copy is made at first need and used again while the source has not changed (`source_state` says how that is known)
and half of its life is left. So a source has to be quiet only when it is copied for the first time, and after changes.
Where it has changed and is in use, the older copy serves on, and what comes of it says so.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from ..domain import Fork
from ..ports import ForkFailed
from ..postgres.addresses import database
from . import databases, names, source_state
from .finishing import finished
from .servers import managing

_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Copy:
    """A copy and how many use it now. A retired one is dropped when nobody does."""

    fork: Fork
    address: str = field(repr=False)
    """Of its source."""
    state: source_state.State | None
    life_s: float
    users: int = 0
    is_retired: bool = False

    @property
    def is_young(self) -> bool:
        """Whether at least half of its life is left."""
        return self.fork.expires_at - datetime.now(UTC) >= timedelta(seconds=self.life_s / 2)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of looking for a copy, from when to when (seconds of the monotonic clock)."""

    began_s: float
    ended_s: float
    found: Copy | ForkFailed
    stale: tuple[str, ...] = ()

    def stands(self, asked_s: float) -> bool:
        """Whether it is also the answer for who asked at that time.

        A failure is if it came later, as to find out can take seconds; a copy if all that was looked at is newer.
        """
        if isinstance(self.found, ForkFailed):
            return self.ended_s > asked_s
        return self.began_s > asked_s and not self.found.is_retired


class Kept:
    """The newest copy of each source, for one provider in one process."""

    def __init__(self, provider: str, purpose: str, limit_bytes: int, *, is_frozen: bool) -> None:
        self._provider, self._purpose = provider, purpose
        self._limit_bytes, self._is_frozen = limit_bytes, is_frozen
        self._copies: dict[str, Copy] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._answers: dict[str, Answer] = {}

    async def borrow(self, address: str, ttl_s: float, *, is_clone: bool) -> tuple[Copy, tuple[str, ...]]:
        """A copy of a source that lives for half of `ttl_s` at least, and how it differs from the source."""
        asked_s = time.monotonic()
        async with self._locks[address]:
            answer = self._answers.get(address)
            if answer is None or not answer.stands(asked_s):
                answer = self._answers[address] = await self._answer(address, ttl_s, is_clone)
            if isinstance(answer.found, ForkFailed):
                raise answer.found
            answer.found.users += 1
            return answer.found, (*answer.found.fork.differences, *answer.stale)

    async def give_back(self, copy: Copy) -> None:
        """Say that one of its users is done."""
        copy.users -= 1
        if copy.is_retired and not copy.users:
            await finished(_dropped(copy))

    async def retire(self, copy: Copy) -> None:
        """Lend it to nobody else."""
        if self._copies.get(copy.address) is copy:
            del self._copies[copy.address]
        if not copy.is_retired:
            copy.is_retired = True
            if not copy.users:
                await finished(_dropped(copy))

    @asynccontextmanager
    async def lent(self, address: str, ttl_s: float, *, is_clone: bool) -> AsyncIterator[tuple[Copy, tuple[str, ...]]]:
        """Borrow it for a moment."""
        copy, differences = await self.borrow(address, ttl_s, is_clone=is_clone)
        try:
            yield copy, differences
        finally:
            await self.give_back(copy)

    async def close(self) -> None:
        """Drop all that nobody uses; what is in use goes when it is given back."""
        for copy in list(self._copies.values()):
            await self.retire(copy)

    async def _answer(self, address: str, ttl_s: float, is_clone: bool) -> Answer:
        began_s = time.monotonic()
        try:
            copy, stale = await self._current(address, ttl_s, is_clone)
        except ForkFailed as error:
            return Answer(began_s, time.monotonic(), error)
        return Answer(began_s, time.monotonic(), copy, stale)

    async def _current(self, address: str, ttl_s: float, is_clone: bool) -> tuple[Copy, tuple[str, ...]]:
        copy = self._copies.get(address)
        state, is_there, is_in_use = await _looked(address, copy)
        if copy and not is_there:
            await self.retire(copy)  # Somebody has removed it, or a trial has spoilt it.
            copy = None
        if copy and copy.is_young and state is not None and state == copy.state:
            return copy, ()
        if copy and is_in_use and copy.fork.expires_at > datetime.now(UTC):
            return copy, (_stale(copy),)
        fresh = await self._made(address, ttl_s, is_clone, state)
        self._copies[address] = fresh
        if copy:
            await self.retire(copy)
        return fresh, ()

    async def _made(self, address: str, ttl_s: float, is_clone: bool, state: source_state.State | None) -> Copy:
        name = names.make(self._purpose, ttl_s)
        plan = databases.Plan(
            name, self._provider, database(address), is_clone, self._limit_bytes, is_frozen=self._is_frozen
        )
        return Copy(await databases.make(address, plan), address, state, ttl_s)


async def _dropped(copy: Copy) -> None:
    """Drop it. Where that fails, the reaper finds it later."""
    try:
        await databases.drop(copy.address, copy.fork.name)
    except (ForkFailed, TimeoutError) as error:
        _log.warning("The fork %s may be left over: %s", copy.fork.name, error)


async def _looked(address: str, copy: Copy | None) -> tuple[source_state.State | None, bool, bool]:
    """The state of the source, whether the copy is there and can be used, and whether the source is in use."""
    async with managing(address) as connection:
        state = await source_state.read(connection, database(address))
        cursor = await connection.execute(
            "SELECT EXISTS (SELECT FROM pg_database WHERE datname = %s AND (datallowconn OR datistemplate)), "
            "EXISTS (SELECT FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend')",
            [copy.fork.name if copy else "", database(address)],
        )
        row = await cursor.fetchone()
        assert row
        return state, *row


def _stale(copy: Copy) -> str:
    return (
        f"The fork is `{copy.fork.source}` as it was at {copy.fork.created_at:%H:%M} UTC: it has changed since, and "
        f"cannot be copied while it is in use."
    )
