"""Copies say what they take of the disk, and hold to a limit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from parallelproof.domain import Fork
from parallelproof.forks import names
from parallelproof.forks.copy import CopyForks, warning
from parallelproof.forks.transaction import TransactionForks
from parallelproof.ports import ForkFailed
from parallelproof.postgres import connect

from tests.postgres.servers import server

from .disks import xfs
from .providers import shop

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def source() -> AsyncIterator[str]:
    async with server(18) as address:
        yield await shop(address)


@pytest_asyncio.fixture(loop_scope="module")
async def size(source: str) -> int:
    connection = await connect(source, "tests")
    (size,) = await (await connection.execute("SELECT pg_database_size(current_database())")).fetchone() or ()
    await connection.close()
    return size


async def made(provider: CopyForks | TransactionForks, source: str) -> Fork:
    return await provider.create(source, None, names.make("fork", 600), 600)


async def test_the_size_is_said_before(source: str, size: int):
    said = await CopyForks(source, 2 << 30).warning(source)
    assert said.startswith(f"Each copy of `shop` takes {size / 1e6:.1f} MB of disk until it is given back")
    assert "at most 2.1 GB (`forkBytes`)" in said
    assert await TransactionForks(source, 2 << 30).warning(source) is None, "one small copy is no matter"
    assert (await warning(source, 1, 2 << 30)).startswith("The copy of `shop` takes")


async def test_the_limit_holds_for_all_copies_together(source: str, size: int):
    async with CopyForks(source, round(size * 3.5)) as provider:
        tries = await asyncio.gather(*(made(provider, source) for _ in range(5)), return_exceptions=True)
        forks = [one for one in tries if isinstance(one, Fork)]
        refusals = {str(one) for one in tries if isinstance(one, ForkFailed)}
        assert len(forks) == 2  # and their template
        assert len(refusals) == 1 and "that `forkBytes` allows" in refusals.pop()
        await provider.destroy(forks.pop())
        forks.append(await made(provider, source))
        for fork in forks:
            await provider.destroy(fork)


async def test_a_limit_below_one_copy_lets_nothing_be_made(source: str):
    async with TransactionForks(source, 1000) as provider:
        with pytest.raises(ForkFailed, match="of the 1 kB that `forkBytes` allows 0 kB are taken"):
            await made(provider, source)
        assert not await provider.list(names.PREFIX)


async def test_a_copy_that_would_fill_the_disk_is_not_begun():
    with xfs(400) as folder:
        async with server(18, folder, max_wal_size="64MB") as address:
            source = await shop(address, rows=700_000)
            async with CopyForks(source, 1 << 40) as provider:
                with pytest.raises(ForkFailed, match=r"are free: free some space first\.$"):
                    for _ in range(8):
                        await made(provider, source)


async def test_a_copy_that_fills_a_disk_which_cannot_be_seen_leaves_nothing_of_itself():
    with xfs(400) as folder:
        async with server(18, folder, max_wal_size="64MB") as address:
            source = await shop(address, rows=700_000)
            connection = await connect(source, "tests")
            await connection.execute("CREATE ROLE ada LOGIN CREATEDB")
            await connection.execute("ALTER DATABASE shop OWNER TO ada")
            await connection.close()
            hers = source.replace("user=postgres", "user=ada")
            async with CopyForks(hers, 1 << 40) as provider:
                with pytest.raises(ForkFailed, match=r"^The disk of the server is full, so `shop` was not copied"):
                    while True:
                        last = names.make("fork", 600)
                        await provider.create(hers, None, last, 600)
                assert not await provider.list(last)
                assert len(await provider.list(names.PREFIX)) > 1
