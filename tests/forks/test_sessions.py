"""Sessions have limits, and leave nothing behind in a fork that others use."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
import pytest_asyncio
from parallelproof.domain import Fork
from parallelproof.forks.opening import opened
from parallelproof.forks.sessions import session
from parallelproof.forks.transaction import TransactionForks
from parallelproof.postgres import Connection, DatabaseError, connect
from parallelproof.settings import Settings

from tests.postgres.servers import server

from .providers import shop

pytestmark = pytest.mark.asyncio(loop_scope="module")
SETTINGS = Settings(fork_ttl_s=600, statement_timeout_s=2.0)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def source() -> AsyncIterator[str]:
    async with server(18, jit="on") as address:
        yield await shop(address)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def provider(source: str) -> AsyncIterator[TransactionForks]:
    async with TransactionForks(source, 1 << 30) as provider:
        yield provider


@pytest_asyncio.fixture(loop_scope="module")
async def fork(provider: TransactionForks, source: str) -> AsyncIterator[Fork]:
    async with opened(provider, source, SETTINGS) as fork:
        yield fork


async def value(connection: Connection, sql: str) -> object:
    (value,) = await (await connection.execute(sql)).fetchone() or ()
    return value


INDEXES = "SELECT count(*) FROM pg_indexes WHERE tablename = 'orders'"


async def test_what_a_trial_does_is_rolled_back(fork: Fork):
    async with session(fork, SETTINGS) as connection:
        await connection.execute("CREATE INDEX ON orders (customer)")
        await connection.execute("DELETE FROM orders")
        assert await value(connection, INDEXES) == 1
    async with session(fork, SETTINGS) as connection:
        assert await value(connection, INDEXES) == 0
        assert await value(connection, "SELECT count(*) FROM orders") == 2000


async def test_a_transaction_within_is_a_savepoint(fork: Fork):
    async with session(fork, SETTINGS) as connection:
        await connection.execute("CREATE INDEX ON orders (customer)")
        with pytest.raises(DatabaseError):
            async with connection.transaction():
                await connection.execute("SELECT 1 / 0")
        assert await value(connection, INDEXES) == 1


async def test_two_build_indexes_on_one_table_at_once(fork: Fork):
    async with session(fork, SETTINGS) as one, session(fork, SETTINGS) as two:
        await one.execute("CREATE INDEX ON orders (customer)")
        await two.execute("CREATE INDEX ON orders (note)")
        assert (await value(one, INDEXES), await value(two, INDEXES)) == (1, 1)


async def test_a_statement_that_takes_too_long_is_ended(fork: Fork):
    async with session(fork, SETTINGS) as connection:
        with pytest.raises(DatabaseError, match="statement timeout"):
            await connection.execute("SELECT pg_sleep(60)")


async def test_a_lock_is_not_waited_for_without_end(fork: Fork):
    quick = Settings(statement_timeout_s=0.2)
    async with session(fork, SETTINGS) as one, session(fork, quick) as two:
        await one.execute("LOCK orders")
        with pytest.raises(DatabaseError, match="timeout"):
            await two.execute("SELECT count(*) FROM orders")


async def test_times_for_ranking_are_without_what_makes_them_hard_to_compare(fork: Fork):
    async with session(fork, SETTINGS) as connection:
        assert await value(connection, "SHOW jit") == "off"
        assert await value(connection, "SHOW max_parallel_workers_per_gather") == "0"
    async with session(fork, SETTINGS, is_ranking=False) as connection:
        assert await value(connection, "SHOW jit") == "on"


async def test_a_role_that_may_not_limit_its_files_gets_a_session_all_the_same(source: str):
    connection = await connect(source, "tests")
    await connection.execute("CREATE ROLE ada LOGIN CREATEDB")
    await connection.execute("ALTER DATABASE shop OWNER TO ada")
    await connection.execute("GRANT SELECT ON orders TO ada")
    await connection.close()
    hers = source.replace("user=postgres", "user=ada")
    async with (
        TransactionForks(hers, 1 << 30) as provider,
        opened(provider, hers, SETTINGS) as fork,
        session(fork, SETTINGS) as connection,
    ):
        assert await value(connection, "SELECT current_user::text") == "ada"
        assert await value(connection, "SHOW statement_timeout") == "2s"


async def test_a_cancelled_trial_leaves_no_lock_behind(fork: Fork):
    async def build() -> None:
        async with session(fork, SETTINGS) as connection:
            await connection.execute("LOCK orders")
            await connection.execute("SELECT pg_sleep(60)")

    task = asyncio.create_task(build())
    await asyncio.sleep(0.3)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    async with session(fork, SETTINGS) as connection:
        await connection.execute("LOCK orders NOWAIT")


async def test_a_trial_that_ends_its_transaction_spoils_the_fork_for_nobody(
    provider: TransactionForks, source: str, caplog: pytest.LogCaptureFixture
):
    async with opened(provider, source, SETTINGS) as fork, session(fork, SETTINGS) as connection:
        await connection.execute("DELETE FROM orders")
        await connection.execute("COMMIT")
    assert "has ended its transaction" in caplog.text
    async with opened(provider, source, SETTINGS) as other, session(other, SETTINGS) as connection:
        assert other.address != fork.address
        assert await value(connection, "SELECT count(*) FROM orders") == 2000


async def test_a_warm_fork_that_rolled_back_rows_have_swollen_is_made_anew(provider: TransactionForks, source: str):
    async with opened(provider, source, SETTINGS) as fork, session(fork, SETTINGS) as connection:
        await connection.execute("INSERT INTO orders SELECT id, 0, repeat('y', 500) FROM generate_series(1, 20000) id")
    async with opened(provider, source, SETTINGS) as other:
        assert other.address != fork.address
