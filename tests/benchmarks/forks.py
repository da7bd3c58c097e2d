"""Forks: how soon and how small they are, and that none is left over when their process is killed."""

from __future__ import annotations

import asyncio
import random
import shutil
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

import pytest
from parallelproof.domain import Fork
from parallelproof.forks import names
from parallelproof.forks.choose import Forks
from parallelproof.forks.clone import CloneForks
from parallelproof.forks.opening import opened
from parallelproof.forks.reaper import reap
from parallelproof.forks.sessions import session
from parallelproof.forks.transaction import TransactionForks
from parallelproof.settings import ForkChoice, Settings

from tests.forks.disks import mounted, used_bytes
from tests.forks.doomed import killed, left
from tests.forks.providers import shop
from tests.postgres.servers import server

from .processes import MB
from .rows import Row, count, row

_GROUP = "forks"
_ROWS_A_GB, _WIDTH = 1_750_000, 500
_SAFE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}
"""As on a server in earnest, unlike that of the tests."""


def rows(quick: bool) -> Iterator[Row]:
    """Those for which a file system can be mounted here; the others are named on stderr."""
    for part in (_clones, _agents, _kills):
        try:
            yield from asyncio.run(part(quick))
        except pytest.skip.Exception as reason:
            print(f"forks: not measured: {reason}", file=sys.stderr)


async def _clones(quick: bool) -> list[Row]:
    """Forks that share blocks, on XFS: made as a campaign makes them, all there at once, and dropped."""
    forks, gigabytes = (20, 0.1) if quick else (100, 1.0)
    async with _database("xfs", gigabytes) as (folder, source), CloneForks(source, 0) as provider:
        await provider.destroy(await _made(provider, source))  # The template is made once for a campaign.
        before = used_bytes(folder)
        started_s = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(_made(provider, source)) for _ in range(forks)]
        took_s = time.perf_counter() - started_s
        taken = used_bytes(folder) - before
        started_s = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for task in tasks:
                group.create_task(provider.destroy(task.result()))
        dropped_s = time.perf_counter() - started_s
    what = f"{forks} forks of {gigabytes:g} GB on XFS"
    return [
        row(_GROUP, f"{what}: to make them", [took_s], "s", 10),
        row(_GROUP, f"{what}: disk they take", [taken / MB], "MB", 50),
        row(_GROUP, f"{what}: to drop them", [dropped_s], "s"),
    ]


async def _agents(quick: bool) -> list[Row]:
    """Fifty turns in one warm fork on ext4; each builds an index and is rolled back, two at work at a time."""
    gigabytes = 0.1 if quick else 1.0
    settings = Settings(statement_timeout_s=300)
    at_work = asyncio.Semaphore(2)

    async def agent(provider: TransactionForks, source: str) -> None:
        async with opened(provider, source, settings) as fork, session(fork, settings) as connection, at_work:
            await connection.execute("CREATE INDEX ON orders (customer, id)")
            await connection.execute("SELECT count(*) FROM orders WHERE customer = 3 AND id < 1000")
            await connection.execute("ROLLBACK AND CHAIN")

    async with _database("ext4", gigabytes) as (folder, source), TransactionForks(source, 10 << 30) as provider:
        before = used_bytes(folder)
        async with asyncio.TaskGroup() as watching:
            peak = watching.create_task(_peak(folder, ended := asyncio.Event()))
            started_s = time.perf_counter()
            async with asyncio.TaskGroup() as group:
                for _ in range(50):
                    group.create_task(agent(provider, source))
            took_s = time.perf_counter() - started_s
            ended.set()
    what = f"50 agents at once in a fork of {gigabytes:g} GB on ext4"
    return [
        row(_GROUP, f"{what}: disk, at most", [(peak.result() - before) / MB], "MB", 2000),
        row(_GROUP, f"{what}: an index each", [took_s], "s"),
    ]


async def _kills(quick: bool) -> list[Row]:
    """A process with 50 forks is killed at a random moment; what the next one's reaper has not removed is counted."""
    rounds, chance = (3 if quick else 20), random.Random(11)
    remains = 0
    async with _database("xfs", 0.01) as (_, source):
        settings = Settings(fork_provider=ForkChoice.CLONE)
        for _ in range(rounds):
            await killed(source, ForkChoice.CLONE, 50, chance.uniform(0.05, 6))
            forks = Forks()
            await reap(await forks.provider(source, settings))
            await forks.close()
            remains += len(await left(source))
    return [count(_GROUP, "killed with 50 forks in use: what is left over", remains, 0, rounds)]


@asynccontextmanager
async def _database(kind: str, gigabytes: float) -> AsyncIterator[tuple[Path, str]]:
    """Where its file system is mounted, and the address of a database of that size on it."""
    with ExitStack() as stack:
        folder = stack.enter_context(mounted("xfs" if kind == "xfs" else "ext4", round(2000 + 6000 * gigabytes)))
        async with server(18, folder, **_SAFE) as address:
            yield folder, await shop(address, round(_ROWS_A_GB * gigabytes), _WIDTH)


async def _made(provider: CloneForks, source: str) -> Fork:
    return await provider.create(source, None, names.make("fork", 3600), 3600)


async def _peak(folder: Path, ended: asyncio.Event) -> int:
    """The most bytes in use until the event."""
    peak = 0
    while not ended.is_set():
        peak = max(peak, shutil.disk_usage(folder).used)
        await asyncio.sleep(0.2)
    return peak
