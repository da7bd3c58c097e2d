"""A process that makes forks, uses them, and is to be killed: `python -m tests.forks.doomed ADDRESS PROVIDER COUNT`."""

from __future__ import annotations

import asyncio
import sys

from parallelproof.forks.choose import Forks
from parallelproof.forks.opening import opened
from parallelproof.forks.sessions import session
from parallelproof.settings import ForkProvider, Settings


async def use(source: str, provider_name: str, count: int) -> None:
    """Build an index and change rows in that many forks at once, again and again."""
    settings = Settings(fork_provider=ForkProvider(provider_name), fork_bytes=1 << 40)
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


if __name__ == "__main__":
    asyncio.run(use(sys.argv[1], sys.argv[2], int(sys.argv[3])))
