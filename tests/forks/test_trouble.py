"""What can go wrong on the server of a source: one sentence that says what to do, and nothing left over."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from parallelproof.forks import names
from parallelproof.forks.choose import Forks, cheapest
from parallelproof.forks.copy import CopyForks
from parallelproof.forks.opening import opened
from parallelproof.forks.transaction import TransactionForks
from parallelproof.ports import ForkFailed
from parallelproof.postgres import connect
from parallelproof.postgres.addresses import with_database
from parallelproof.settings import ForkChoice, Settings

from tests.postgres.servers import server

from .providers import shop

pytestmark = pytest.mark.asyncio(loop_scope="module")
SETTINGS = Settings(fork_ttl_s=600)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def source() -> AsyncIterator[str]:
    async with server(18) as address:
        source = await shop(address)
        connection = await connect(address, "tests")
        for role in ("ada LOGIN", "bob LOGIN CREATEDB", "eve LOGIN CREATEDB"):
            await connection.execute(f"CREATE ROLE {role}")
        await connection.execute("ALTER ROLE eve SET default_transaction_read_only = on")
        await connection.execute("ALTER DATABASE shop OWNER TO eve")
        await connection.close()
        yield source


async def refused(source: str, at: datetime | None = None, server: str = "") -> str:
    """Why there is no fork."""
    async with CopyForks(server or source, 1 << 30) as provider:
        with pytest.raises(ForkFailed) as failed:
            await provider.create(source, at, names.make("fork", 600), 600)
    sentence = str(failed.value)
    assert sentence.endswith(".") and "\n" not in sentence and "sekret" not in sentence
    return sentence


def as_role(source: str, role: str) -> str:
    return source.replace("user=postgres", f"user={role} password=sekret")


async def test_a_role_that_may_not_create_databases(source: str):
    sentence = await refused(as_role(source, "ada"))
    assert sentence.startswith("The role `ada` may not create databases on the server of `shop`: let it")
    assert sentence.endswith("or take a copy that can be forked with `parallelproof database connect`.")
    with pytest.raises(ForkFailed, match="may not create databases"):
        await cheapest(as_role(source, "ada"))


async def test_a_role_that_does_not_own_the_source(source: str):
    sentence = await refused(as_role(source, "bob"))
    assert "does not let this role copy it (permission denied to copy database" in sentence


async def test_a_role_that_is_read_only(source: str):
    assert "is read-only" in await refused(as_role(source, "eve"))


async def test_a_database_that_is_not_there(source: str):
    assert "There is no database `nowhere` to copy" in await refused(with_database(source, "nowhere"))


async def test_a_server_that_is_not_there():
    sentence = await refused("postgresql://ada:sekret@127.0.0.1:1/shop")
    assert sentence == "The database `postgres` on 127.0.0.1:1 cannot be used: Connection refused."


async def test_an_address_that_is_none():
    assert "cannot be read" in await refused("postgresql://ada:sekret@[/shop")


async def test_a_time_in_the_past(source: str):
    assert "as it is now" in await refused(source, datetime.now(UTC))


async def test_a_source_on_another_server(source: str):
    assert "on another server" in await refused("postgresql://ada@127.0.0.1:1/shop", server=source)


async def test_a_provider_that_is_not_set_up(source: str):
    with pytest.raises(ForkFailed, match="`neon` cannot be made here"):
        await Forks().provider(source, Settings(fork_provider=ForkChoice.NEON))


async def test_a_server_with_no_connections_left():
    async with server(18, max_connections="8", superuser_reserved_connections="0") as address:
        source = await shop(address)
        others = []
        with pytest.raises(ForkFailed, match="already"):
            for _ in range(9):
                async with CopyForks(source, 1 << 30) as provider, opened(provider, source, SETTINGS) as fork:
                    others.append(await connect(with_database(fork.address, "postgres"), "tests"))
        for one in others:
            await one.close()


async def test_a_server_that_goes_away_while_a_fork_is_in_use():
    began, gone = asyncio.Event(), asyncio.Event()

    async def use(source: str, kind: type[CopyForks] | type[TransactionForks]) -> str:
        async with kind(source, 1 << 30) as provider:
            async with opened(provider, source, SETTINGS):
                began.set()
                await gone.wait()
            with pytest.raises(ForkFailed) as failed:
                await provider.create(source, None, names.make("fork", 600), 600)
        return str(failed.value)

    for kind in (CopyForks, TransactionForks):
        async with server(18) as address:
            task = asyncio.create_task(use(await shop(address), kind))
            await began.wait()
        gone.set()
        assert (await task).startswith("The database `postgres` on /tmp/")
        began.clear()
        gone.clear()
