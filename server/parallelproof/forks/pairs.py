"""Pairs of forks for functions that use a database: each side has its own, and can reach nothing else of the server."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ..domain import Fork, ForkPair, ForkSide
from ..ports import ForkFailed, ForkProvider
from ..postgres.addresses import is_postgres, server
from ..settings import ForkChoice, Settings
from .choose import Forks, cheapest
from .connecting_address import copy_named
from .opening import READY_S, opened
from .pair_digest import State, hashes, small, state
from .pair_roles import admit, check_fence
from .reaper import reap

_SIDES: tuple[ForkSide, ...] = ("baseline", "candidate")
_HOW = (
    "run `parallelproof database connect URL`, then name the copy as the database, `copy:NAME` "
    "(`--database`, or `parallelproof.database`)"
)


@dataclass(frozen=True, slots=True)
class _Side:
    """One side's fork, what is needed to make it anew, and its state when it was made."""

    fork: Fork
    provider: ForkProvider
    source: str
    password: str
    settings: Settings
    before: State


class Pairs:
    """`ports.ForkPairs` on the copies of databases that this machine holds."""

    def __init__(self, forks: Forks, environ: Mapping[str, str] = os.environ) -> None:
        self._forks, self._environ = forks, environ
        self._sides: dict[str, _Side] = {}

    @asynccontextmanager
    async def open(self, settings: Settings) -> AsyncIterator[ForkPair]:
        """Two equal forks of the copy that the settings, or else DATABASE_URL, name; raises ForkFailed."""
        source = await self._forks.address(_copy(settings.database or self._environ.get("DATABASE_URL", "")))
        provider = await self._provider(source, settings)
        await reap(provider)
        sides: dict[str, _Side] = {}
        async with AsyncExitStack() as stack:
            for _ in _SIDES:
                fork = await stack.enter_async_context(opened(provider, source, settings))
                address, side = await _admitted(_begun(fork, provider, source, settings))
                sides[address] = side
            baseline, candidate = sides
            await check_fence(baseline)
            self._sides |= sides
            differs = dict.fromkeys(text for side in sides.values() for text in side.fork.differences)
            try:
                yield ForkPair(_socket(source), baseline, candidate, tuple(differs))
            finally:
                for address in sides:
                    del self._sides[address]

    async def restore(self, pair: ForkPair, side: ForkSide) -> None:
        """Drop the fork and make it again, under the same name and for the same role."""
        address = pair.address(side)
        one = self._sides[address]
        await one.provider.destroy(one.fork)
        ttl_s = one.settings.fork_ttl_s
        fork = await one.provider.create(one.source, None, one.fork.name, ttl_s)
        again = replace(one, fork=await one.provider.wait_ready(fork, READY_S))
        _, self._sides[address] = await _admitted(again)

    async def digest(self, pair: ForkPair, side: ForkSide) -> Mapping[str, str]:
        """Hashes of the tables that either side has written to, and of what else is not as it was on this one."""
        now = {one: await state(pair.address(one)) for one in _SIDES}
        touched = [now[one].touched(self._sides[pair.address(one)].before) for one in _SIDES]
        address = pair.address(side)
        return await hashes(address, set().union(*touched)) | now[side].changed(self._sides[address].before)

    async def note(self, pair: ForkPair, most_bytes: int) -> Mapping[str, str]:
        """Take how the forks are now for how they were opened; hashes of tables that both hold alike."""
        for address in (pair.baseline, pair.candidate):
            self._sides[address] = replace(self._sides[address], before=await state(address))
        found = [await hashes(address, await small(address, most_bytes)) for address in (pair.baseline, pair.candidate)]
        return {table: text for table, text in found[0].items() if found[1].get(table) == text}

    async def _provider(self, source: str, settings: Settings) -> ForkProvider:
        """Clones or copies: what the two sides do at the same time must be apart, and stay when they commit."""
        choice = settings.fork_provider
        if choice not in (ForkChoice.CLONE, ForkChoice.COPY):
            is_clone = await cheapest(source) is ForkChoice.CLONE
            choice = ForkChoice.CLONE if is_clone else ForkChoice.COPY
        return await self._forks.provider(source, replace(settings, fork_provider=choice))


def _begun(fork: Fork, provider: ForkProvider, source: str, settings: Settings) -> _Side:
    return _Side(fork, provider, source, secrets.token_hex(24), settings, State({}, {}))


async def _admitted(side: _Side) -> tuple[str, _Side]:
    """The address at which its code may enter, and the side as it is then."""
    address = await admit(side.fork, side.password, side.settings)
    return address, replace(side, before=await state(address))


def _copy(named: str) -> str:
    """What is named, if it is a copy; raises ForkFailed."""
    if copy_named(named):
        return named
    if not named:
        raise ForkFailed(f"No database is named to try functions that use one on: {_HOW}.")
    if not is_postgres(named):
        raise ForkFailed("Functions that use a database are tried on Postgres only, and the one that is named is none.")
    raise ForkFailed(f"Functions that use a database are tried on a copy of it on this machine: {_HOW}.")


def _socket(address: str) -> Path:
    folder, port = server(address)
    return Path(folder, f".s.PGSQL.{port or 5432}")
