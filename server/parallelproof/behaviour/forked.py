"""Functions that use a database: each side has a fork of its own, and jobs on the two take turns."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from ..domain import Failure, ForkPair, ForkSide, Program, Project, Reach
from ..forks.pair_variation import vary
from ..languages.python.databases import DatabaseUse, database_use
from ..languages.python.reach import Reacher
from ..ports import ForkFailed, ForkPairs
from ..settings import Settings
from .programs import allowance

_SLOWER = 10
"""A call to a database may take so many times as long as another, and a job three times."""
_SAMPLES = 60
WRITES = "it writes to the database, and only functions that read one are tried"


@dataclass(frozen=True, slots=True)
class Forked:
    """The forks that the sides of one function have, and how the function uses a database."""

    pairs: ForkPairs
    pair: ForkPair
    use: DatabaseUse
    turn: asyncio.Lock = field(repr=False)
    forking: Forking = field(repr=False)

    def payload(self, side: ForkSide) -> dict[str, Any]:
        """The part of a program's payload that names its database."""
        scheme = os.environ.get("DATABASE_URL", "").partition("://")[0]
        return {
            "url": self.pair.address(side),
            "scheme": scheme if scheme.startswith("postgres") else "postgresql",
            "is_needed": self.use.is_needed,
            "given": dict(self.use.given),
            "tables": self.use.tables,
            "compared": dict(self.use.compared),
        }

    async def on_variation(self) -> Forked | Failure | None:
        """The same on forks whose rows were changed a little; None where no row matters."""
        if not self.use.is_needed:
            return None
        return await self.forking.varied(self.use)

    async def written(self) -> Failure | None:
        """Why it cannot be judged, if something was written that stayed; the forks are then as they were again."""
        async with self.turn:
            try:
                return await self._written()
            except ForkFailed as error:
                return Failure(str(error).rstrip("."))

    async def _written(self) -> Failure | None:
        sides: tuple[ForkSide, ForkSide] = ("baseline", "candidate")
        changed = [side for side in sides if await self.pairs.digest(self.pair, side)]
        for side in changed:
            await self.pairs.restore(self.pair, side)
        return Failure(WRITES) if changed else None


class Forking:
    """One pair of forks for all functions of a campaign, made when the first of them needs it."""

    def __init__(self, pairs: ForkPairs, settings: Settings) -> None:
        self._pairs, self._settings = pairs, settings
        self._stack = AsyncExitStack()
        self._opening, self._turn = asyncio.Lock(), asyncio.Lock()
        self._opened: ForkPair | ForkFailed | None = None
        self._varied: ForkPair | ForkFailed | None = None

    async def forked(self, use: DatabaseUse) -> Forked | Failure | None:
        """The forks for a function; None where it does not need any and there are none."""
        if use.writes:
            return Failure(WRITES)
        async with self._opening:
            if self._opened is None:
                self._opened = await self._open()
        if isinstance(self._opened, ForkFailed):
            return Failure(str(self._opened).rstrip(".")) if use.is_needed else None
        return Forked(self._pairs, self._opened, use, self._turn, self)

    async def varied(self, use: DatabaseUse) -> Forked | Failure:
        """Further forks, whose rows were changed alike."""
        async with self._opening:
            if self._varied is None:
                self._varied = await self._open(is_varied=True)
        if isinstance(self._varied, ForkFailed):
            return Failure(str(self._varied).rstrip("."))
        return Forked(self._pairs, self._varied, use, self._turn, self)

    async def _open(self, is_varied: bool = False) -> ForkPair | ForkFailed:
        try:
            pair = await self._stack.enter_async_context(self._pairs.open(self._settings))
            if is_varied:
                await asyncio.gather(vary(pair.baseline), vary(pair.candidate))
        except ForkFailed as error:
            return error
        return pair

    async def close(self) -> None:
        """Give the forks back."""
        await self._stack.aclose()


@asynccontextmanager
async def forked_for(
    pairs: ForkPairs, program: Program, project: Project, settings: Settings
) -> AsyncIterator[Forked | Failure | None]:
    """The forks for one function on its own; None where it uses no database."""
    use = await asyncio.to_thread(_use, program, project)
    forking = Forking(pairs, settings)
    try:
        yield await forking.forked(use) if use else None
    finally:
        await forking.close()


def _use(program: Program, project: Project) -> DatabaseUse | None:
    reacher = Reacher(project)
    reach: Reach = reacher.reach(program.path, program.text, program.name)
    return database_use(reacher, program, reach)


def samples(settings: Settings, forked: Forked | None) -> int:
    """How many inputs to generate."""
    return settings.samples if forked is None else min(settings.samples, _SAMPLES)


def call_timeout_s(settings: Settings, forked: Forked | None) -> float:
    """How long one call may take."""
    return settings.call_timeout_s * (1 if forked is None else _SLOWER)


def job_options(project: Project, settings: Settings, forked: Forked | None, *texts: str) -> dict[str, Any]:
    """How a job on programs of these texts is run in the sandbox; with forks it reaches their server."""
    return {
        "project": project,
        "timeout_s": settings.job_timeout_s * (1 if forked is None else 3),
        "memory_bytes": settings.memory_bytes,
        "socket": forked.pair.socket if forked else None,
        **allowance(*texts),
    }


@asynccontextmanager
async def turn(forked: Forked | None) -> AsyncIterator[None]:
    """Wait until no other job is on the forks, if there are any."""
    if forked is None:
        yield
        return
    async with forked.turn:
        yield
