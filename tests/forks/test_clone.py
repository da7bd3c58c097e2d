"""Clones share their blocks with the template; where they could not, that is said and nothing is copied."""

from __future__ import annotations

import pytest
from parallelproof.forks import names
from parallelproof.forks.choose import cheapest
from parallelproof.forks.clone import CloneForks
from parallelproof.forks.databases import found
from parallelproof.forks.opening import opened
from parallelproof.forks.sessions import session
from parallelproof.forks.transaction import TransactionForks
from parallelproof.ports import ForkFailed
from parallelproof.postgres import connect
from parallelproof.settings import ForkChoice, Settings

from tests.postgres.servers import server

from .disks import used_bytes, xfs
from .providers import shop

SETTINGS = Settings(fork_ttl_s=600)


async def test_ten_forks_take_the_disk_of_less_than_one():
    with xfs() as folder:
        async with server(18, folder) as address:
            source = await shop(address, rows=300_000)
            size = await size_of(source)
            async with CloneForks(address, 0) as provider:
                await provider.destroy(await made(provider, source))
                before = used_bytes(folder)
                forks = [await made(provider, source) for _ in range(10)]
                taken = used_bytes(folder) - before
                assert size > 25e6 and taken < size / 4
                async with session(forks[3], SETTINGS) as connection:
                    await connection.execute("UPDATE orders SET note = ''")
                assert used_bytes(folder) - before > size / 2
                for fork in forks:
                    await provider.destroy(fork)


async def test_a_warm_fork_shares_its_blocks_too():
    with xfs() as folder:
        async with server(18, folder) as address:
            source = await shop(address, rows=300_000)
            assert await cheapest(source) is ForkChoice.CLONE
            before = used_bytes(folder)
            async with TransactionForks(address, 0) as provider, opened(provider, source, SETTINGS):
                assert used_bytes(folder) - before < await size_of(source) / 2


async def test_nothing_is_copied_where_blocks_cannot_be_shared(tmp_path):
    async with server(15) as address:
        source = await shop(address)
        with pytest.raises(ForkFailed, match=r"^Databases are cloned by PostgreSQL 18 or newer: use the provider"):
            await made(CloneForks(address, 1 << 30), source)
        assert not await found(address, names.PREFIX, "")
        assert await cheapest(source) is ForkChoice.TRANSACTION


async def test_a_role_that_may_not_see_where_the_data_are_gets_no_clones():
    async with server(18) as address:
        connection = await connect(address, "tests")
        await connection.execute("CREATE ROLE ada LOGIN CREATEDB")
        await connection.close()
        source = (await shop(address)).replace("user=postgres", "user=ada")
        with pytest.raises(ForkFailed, match=r"^Whether the server can clone is not known"):
            await made(CloneForks(source, 1 << 30), source)


async def made(provider: CloneForks, source: str):
    return await provider.create(source, None, names.make("fork", 600), 600)


async def size_of(source: str) -> int:
    connection = await connect(source, "tests")
    (size,) = await (await connection.execute("SELECT pg_database_size(current_database())")).fetchone() or ()
    await connection.close()
    return size
