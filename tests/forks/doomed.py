"""A process that makes forks, uses them, and is to be killed: `python -m tests.forks.doomed ADDRESS PROVIDER COUNT`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from parallelproof.forks import names
from parallelproof.forks.choose import Forks
from parallelproof.forks.opening import opened
from parallelproof.forks.sessions import session
from parallelproof.postgres import connect
from parallelproof.postgres.addresses import server as place
from parallelproof.settings import ForkChoice, Settings


async def use(source: str, provider_name: str, count: int) -> None:
    """Build an index and change rows in that many forks at once, again and again."""
    settings = Settings(fork_provider=ForkChoice(provider_name), fork_bytes=1 << 40)
    provider = await Forks().provider(source, settings)

    async def trials() -> None:
        async with opened(provider, source, settings) as fork:
            while True:
                async with session(fork, settings) as connection:
                    await connection.execute("CREATE INDEX ON orders (customer)")
                    await connection.execute("SELECT count(*) FROM orders WHERE customer = 3")
                    await asyncio.sleep(0.1)

    print("begun", flush=True)
    async with asyncio.TaskGroup() as group:
        for _ in range(count):
            group.create_task(trials())


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


if __name__ == "__main__":
    asyncio.run(use(sys.argv[1], sys.argv[2], int(sys.argv[3])))
