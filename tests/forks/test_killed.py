"""A process that is killed with all its forks in use leaves nothing that the next one does not remove."""

from __future__ import annotations

import asyncio
import random
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest
from parallelproof.forks import names
from parallelproof.forks.choose import Forks
from parallelproof.forks.reaper import reap
from parallelproof.postgres import connect
from parallelproof.postgres.addresses import server as place
from parallelproof.settings import ForkProvider, Settings

from tests.postgres.servers import server

from .providers import shop
from .xfs import xfs


async def killed(source: str, provider: str, count: int, after_s: float) -> None:
    """Start the process, and kill it that long after it has begun to make forks."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.forks.doomed", source, provider, str(count), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout and await process.stdout.readline() == b"begun\n"
    await asyncio.sleep(after_s)
    process.kill()
    await process.wait()


async def left(source: str) -> list[str]:
    """Databases, sessions and folders of databases that are not the server's own or the source's."""
    connection = await connect(source, "tests")
    databases = await connection.execute(
        "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [names.PREFIX]
    )
    sessions = await connection.execute(
        "SELECT application_name FROM pg_stat_activity "
        "WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )
    known = await connection.execute("SELECT oid::text FROM pg_database")
    found = [name for (name,) in (*await databases.fetchall(), *await sessions.fetchall())]
    oids = {oid for (oid,) in await known.fetchall()}
    await connection.close()
    base = Path(place(source)[0], "data", "base")
    return found + [folder.name for folder in base.iterdir() if folder.name.isdigit() and folder.name not in oids]


@pytest.mark.parametrize("provider", ["clone", "copy", "transaction"])
async def test_nothing_is_left_after_the_next_start(provider: str):
    chance = random.Random(provider)
    with ExitStack() as stack:
        folder = stack.enter_context(xfs(1024)) if provider == "clone" else Path("/tmp")
        async with server(18, folder) as address:
            source = await shop(address)
            settings = Settings(fork_provider=ForkProvider(provider))
            for _ in range(3):
                await killed(source, provider, 8, chance.uniform(0.05, 2))
                forks = Forks()
                await reap(await forks.provider(source, settings))
                await forks.close()
                assert not await left(source)
