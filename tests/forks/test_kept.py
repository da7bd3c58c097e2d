"""Templates and warm forks: made once for a source, and again when it has changed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from parallelproof.domain import Fork
from parallelproof.forks import databases, names
from parallelproof.forks.connecting_origin import Origin, note
from parallelproof.forks.copy import CopyForks
from parallelproof.forks.opening import opened
from parallelproof.forks.sessions import session
from parallelproof.forks.transaction import TransactionForks
from parallelproof.ports import ForkFailed
from parallelproof.postgres import DatabaseError, Unreachable, connect
from parallelproof.postgres.addresses import with_database
from parallelproof.settings import Settings

from tests.postgres.servers import server

from .providers import shop

pytestmark = pytest.mark.asyncio(loop_scope="module")
SETTINGS = Settings(fork_ttl_s=600)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address() -> AsyncIterator[str]:
    async with server(18) as address:
        yield address


@pytest_asyncio.fixture(loop_scope="module")
async def source(address: str) -> AsyncIterator[str]:
    """A database of its own for each test; nothing of it is left afterwards."""
    source = await shop(address)
    yield source
    connection = await connect(address, "tests")
    await connection.execute("DROP DATABASE shop WITH (FORCE)")
    await connection.close()
    await assert_nothing_left(source)


async def kept(source: str, purpose: str) -> list[str]:
    """The names of the forks for a purpose that are on the server."""
    return [fork.name for fork in await databases.found(source, names.PREFIX + purpose, "")]


async def assert_nothing_left(source: str) -> None:
    """A session that was given up may take a moment to end; what it began to make is listed until then."""
    for _ in range(100):
        if not (left := await kept(source, "")):
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"left over: {left}")


async def changed(source: str, sql: str) -> None:
    connection = await connect(source, "tests")
    await connection.execute(sql)
    await connection.close()


async def test_a_template_is_frozen_and_marked(source: str):
    async with CopyForks(source, 1 << 30) as provider, opened(provider, source, SETTINGS):
        (template,) = await kept(source, "template")
        with pytest.raises(Unreachable):
            await connect(with_database(source, template), "tests")
        connection = await connect(with_database(source, "postgres"), "tests")
        with pytest.raises(DatabaseError, match="cannot drop a template database"):
            await connection.execute(f"DROP DATABASE {template}")
        await connection.close()
    assert not await kept(source, "template")


async def test_a_source_in_use_is_forked_of_the_template_that_was_made_before(source: str):
    async with CopyForks(source, 1 << 30) as provider:
        async with opened(provider, source, SETTINGS) as first:
            assert not first.differences
        user = await connect(source, "tests")
        await user.execute("SELECT count(*) FROM orders")
        async with opened(provider, source, SETTINGS) as second:
            assert not second.differences
        await user.close()


async def test_a_source_in_use_that_was_never_copied_says_who_uses_it_and_what_to_do(source: str):
    user = await connect(source, "tests")
    async with CopyForks(source, 1 << 30) as provider:
        tries = [provider.create(source, None, names.make("fork", 600), 600) for _ in range(20)]
        (failure,) = set(await asyncio.gather(*tries, return_exceptions=True))  # It takes seconds, once for all.
        assert isinstance(failure, ForkFailed)
        assert "`shop` is in use by parallelproof tests (1)" in str(failure)
        assert "`parallelproof database connect`" in str(failure)
        await user.close()
        async with opened(provider, source, SETTINGS) as fork:
            assert not fork.differences
    await assert_nothing_left(source)


@pytest.mark.parametrize(
    "sql",
    [
        "INSERT INTO orders (id) VALUES (0)", "UPDATE orders SET note = '' WHERE id = 1",
        "DELETE FROM orders WHERE id = 1", "TRUNCATE orders", "CREATE INDEX ON orders (id)",
        "ALTER TABLE orders ADD COLUMN at timestamptz", "ANALYZE orders", "CREATE VIEW recent AS SELECT 1 AS one",
        "DROP TABLE orders", "CREATE EXTENSION vector",
    ],
)  # fmt: skip
async def test_a_source_that_has_changed_is_copied_again(source: str, sql: str):
    async with TransactionForks(source, 1 << 30) as provider:
        async with opened(provider, source, SETTINGS):
            before = await kept(source, "warm")
        await changed(source, "SELECT count(*) FROM orders")
        async with opened(provider, source, SETTINGS):
            assert await kept(source, "warm") == before
        await changed(source, sql)
        async with opened(provider, source, SETTINGS):
            (after,) = await kept(source, "warm")
            assert [after] != before


async def test_a_source_that_has_changed_and_is_in_use_is_forked_as_it_was_and_that_is_said(source: str):
    async with TransactionForks(source, 1 << 30) as provider:
        async with opened(provider, source, SETTINGS):
            pass
        await changed(source, "DELETE FROM orders WHERE id = 1")
        user = await connect(source, "tests")
        async with opened(provider, source, SETTINGS) as fork, session(fork, SETTINGS) as connection:
            (count,) = await (await connection.execute("SELECT count(*) FROM orders")).fetchone() or ()
            assert count == 2000
            (difference,) = fork.differences
            assert difference.startswith("The fork is `shop` as it was at ")
        await user.close()


@pytest.mark.parametrize("kind", [CopyForks, TransactionForks])
async def test_nothing_is_left_of_a_copy_whose_making_is_cancelled(source: str, kind: type[CopyForks]):
    chance = random.Random(6)
    for _ in range(10):
        async with kind(source, 1 << 30) as provider:
            tasks = [asyncio.create_task(provider.create(source, None, names.make("fork", 600), 600)) for _ in range(3)]
            await asyncio.sleep(chance.uniform(0, 0.3))
            for task in tasks:
                task.cancel()
            for fork in await asyncio.gather(*tasks, return_exceptions=True):
                if isinstance(fork, Fork):
                    await provider.destroy(fork)
        await assert_nothing_left(source)


async def test_a_copy_that_somebody_has_removed_is_made_again(source: str):
    async with CopyForks(source, 1 << 30) as provider:
        async with opened(provider, source, SETTINGS):
            pass
        (template,) = await kept(source, "template")
        await databases.drop(source, template)
        async with opened(provider, source, SETTINGS):
            assert len(await kept(source, "template")) == 1


async def test_a_database_that_is_no_fork_is_never_dropped(source: str):
    await changed(source, "CREATE DATABASE parallelproof_shop")
    try:
        with pytest.raises(ForkFailed, match="is no fork, so it is not dropped"):
            await databases.drop(source, "parallelproof_shop")
        assert "parallelproof_shop" not in await kept(source, "")
    finally:
        await changed(source, "DROP DATABASE parallelproof_shop")


async def test_a_fork_is_closed_to_other_roles(source: str):
    await changed(source, "CREATE ROLE mallory LOGIN")
    try:
        async with TransactionForks(source, 1 << 30) as provider, opened(provider, source, SETTINGS) as fork:
            with pytest.raises(Unreachable, match="CONNECT privilege"):
                await connect(fork.address.replace("user=postgres", "user=mallory"), "tests")
    finally:
        await changed(source, "DROP ROLE mallory")


async def test_a_fork_has_the_settings_of_its_source(source: str):
    await changed(source, "ALTER DATABASE shop SET work_mem = '7MB'")
    await changed(source, "ALTER DATABASE shop SET search_path = 'a b', public")
    await changed(source, "ALTER ROLE postgres IN DATABASE shop SET random_page_cost = 1.5")
    await changed(source, "ALTER DATABASE shop SET default_transaction_read_only = on")
    async with CopyForks(source, 1 << 30) as provider, opened(provider, source, SETTINGS) as fork:
        own, copy = await connect(source, "tests"), await connect(fork.address, "tests")
        for name in ("work_mem", "search_path", "default_transaction_read_only", "random_page_cost"):
            values = [await (await one.execute(f"SHOW {name}")).fetchone() for one in (own, copy)]
            assert values[0] == values[1]
        assert values[0] == ("1.5",)
        await own.close()
        await copy.close()
        async with session(fork, SETTINGS) as connection:
            await connection.execute("CREATE INDEX ON public.orders (id)")


@pytest.mark.parametrize("kind", [CopyForks, TransactionForks])
async def test_a_fork_of_a_copy_differs_from_the_source_as_the_copy_does(source: str, kind: type[CopyForks]):
    async with await connect(with_database(source, "postgres"), "tests") as connection:
        await note(connection, "shop", Origin("`shop` on db.example", 0.0, differences=("It holds 10 % of the rows.",)))
    async with kind(source, 1 << 30) as provider, opened(provider, source, SETTINGS) as fork:
        assert fork.differences == ("It holds 10 % of the rows.",)
