"""Functions that use a database: each side has a fork of its own, and jobs on the two take turns."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from ..domain import Failure, ForkPair, ForkSide, Program, Project, Reach
from ..forks.pair_variation import vary
from ..languages.python.databases import DatabaseUse, database_use, locks
from ..languages.python.reach import Reacher
from ..ports import ForkFailed, ForkPairs
from ..settings import Settings
from .programs import allowance

_SLOWER = 10
"""A call to a database may take so many times as long as another, and a job three times."""
_SAMPLES = 60
WRITES = "it writes to the database, and only functions that read one are tried"
COMMITS = "it writes to the database for good, and only what the caller of a function has still to commit is compared"
OWN = (
    "it writes to the database by another connection than one that it is given, or leaves objects of a session "
    "unwritten, and only what is in the transaction of one that it is given is compared"
)
LOCKS = "it writes to the database and locks rows there or tells others, which is not compared"
LOST = "the forks of the database could not be put back as they were"
SIDES: tuple[ForkSide, ForkSide] = ("baseline", "candidate")
MOST_BYTES = 4_000_000
"""Larger tables of functions that write are not compared."""


@dataclass(frozen=True, slots=True)
class Forked:
    """The forks that the sides of one function have, and how the function uses a database."""

    pairs: ForkPairs
    pair: ForkPair
    use: DatabaseUse
    turn: asyncio.Lock = field(repr=False)
    forking: Forking = field(repr=False)
    is_varied: bool = False
    before: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Hashes of the tables that may be written, by name."""

    def payload(self, side: ForkSide) -> dict[str, Any]:
        """The part of a program's payload that names its database."""
        scheme = os.environ.get("DATABASE_URL", "").partition("://")[0]
        return {
            "url": self.pair.address(side),
            "scheme": scheme if scheme.startswith("postgres") else "postgresql",
            "is_needed": self.use.is_needed,
            "writes": self.use.writes,
            "small": sorted(self.before),
            "given": dict(self.use.given),
            "tables": self.use.tables,
            "compared": dict(self.use.compared),
        }

    async def on_variation(self) -> Forked | Failure | None:
        """The same on forks whose rows were changed a little; None where no row matters."""
        if not self.use.is_needed:
            return None
        return await self.forking.forked(self.use, is_varied=True)

    @property
    def place(self) -> tuple[bool, bool]:
        """What names the pair among those of the campaign."""
        return self.use.writes, self.is_varied

    def refuses(self, original: Program, candidate: Program) -> Failure | None:
        """Why a candidate cannot be compared, if it does more that is not seen."""
        is_new = locks(candidate.text) and not locks(original.text)
        return Failure(LOCKS) if self.use.writes and is_new else None

    async def written(self) -> Failure | None:
        """Why it cannot be judged, if something was written that stayed; the forks are then as they were again.

        Of one that may write, every turn has looked for that.
        """
        if self.use.writes:
            return None
        async with self.turn:
            return await self.put_back(WRITES)

    async def put_back(self, reason: str) -> Failure | None:
        """Make the forks as they were; `reason` as a failure if they were not. In a turn."""
        if self.place in self.forking.lost:
            return Failure(LOST)
        try:
            changed = [side for side in SIDES if await self._is_changed(side)]
            for side in changed:
                await self.pairs.restore(self.pair, side)
                if self.is_varied:
                    await vary(self.pair.address(side))
            if changed and self.use.writes and await self.pairs.note(self.pair, MOST_BYTES) != self.before:
                self.forking.lost.add(self.place)
                return Failure(LOST)
        except ForkFailed as error:
            return Failure(str(error).rstrip("."))
        self.forking.unclean.discard(self.place)
        return Failure(reason) if changed else None

    async def _is_changed(self, side: ForkSide) -> bool:
        """Whether rows are not as before: tables were touched by what was taken back, too."""
        digest = await self.pairs.digest(self.pair, side)
        return any(self.before.get(name) != text for name, text in digest.items())


@dataclass(frozen=True, slots=True)
class _Opened:
    pair: ForkPair
    before: Mapping[str, str]


class Forking:
    """Pairs of forks for all functions of a campaign, each made when the first of them needs it."""

    def __init__(self, pairs: ForkPairs, settings: Settings) -> None:
        self._pairs, self._settings = pairs, settings
        self._stack = AsyncExitStack()
        self._opening, self._turn = asyncio.Lock(), asyncio.Lock()
        self._opened: dict[tuple[bool, bool], _Opened | ForkFailed] = {}
        self.unclean: set[tuple[bool, bool]] = set()
        """Pairs that a job may have left other than they were."""
        self.lost: set[tuple[bool, bool]] = set()
        """Pairs that could not be made as they were: nothing that is found on them counts."""

    async def forked(self, use: DatabaseUse, is_varied: bool = False) -> Forked | Failure | None:
        """The forks for a function, their rows changed alike if wanted.

        None where it does not need any and there are none. Those of functions that write are their own.
        """
        if use.writes and use.locks:
            return Failure(LOCKS)
        async with self._opening:
            opened = self._opened.get((use.writes, is_varied))
            if opened is None:
                opened = self._opened[use.writes, is_varied] = await self._open(use.writes, is_varied)
        if isinstance(opened, ForkFailed):
            return Failure(str(opened).rstrip(".")) if use.is_needed else None
        return Forked(self._pairs, opened.pair, use, self._turn, self, is_varied, opened.before)

    async def _open(self, writes: bool, is_varied: bool) -> _Opened | ForkFailed:
        try:
            pair = await self._stack.enter_async_context(self._pairs.open(self._settings))
            if is_varied:
                await asyncio.gather(vary(pair.baseline), vary(pair.candidate))
            return _Opened(pair, await self._pairs.note(pair, MOST_BYTES) if writes else {})
        except ForkFailed as error:
            return error

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


@dataclass(slots=True)
class Turn:
    """A time in which one job has the forks to itself. `failure` is known after it: what the job wrote has stayed."""

    failure: Failure | None = None


@asynccontextmanager
async def turn(forked: Forked | None) -> AsyncIterator[Turn]:
    """Wait until no other job is on the forks, if there are any; those that may be written are put back after each."""
    mine = Turn()
    if forked is None:
        yield mine
        return
    async with forked.turn:
        if not forked.use.writes:
            yield mine
            return
        if forked.place in forked.forking.unclean:  # the job before was cancelled
            await forked.put_back(COMMITS)
        forked.forking.unclean.add(forked.place)
        try:
            yield mine
        except Exception:
            await forked.put_back(COMMITS)
            raise
        mine.failure = await forked.put_back(COMMITS)
