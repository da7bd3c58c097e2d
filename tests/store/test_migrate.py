"""The store's tables are brought up to date in order, once, by whoever comes first, and never from the future."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from parallelproof.postgres import Connection, DatabaseError, Unreachable, connect
from parallelproof.store.migrate import Migration, migrate, migrations

from tests.postgres.servers import Version, server


@pytest.fixture(params=[18, 15])
async def address(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    version: Version = request.param
    async with server(version) as address:
        yield address


async def applied(connection: Connection) -> list[tuple[object, ...]]:
    return await (await connection.execute("SELECT number, name FROM parallelproof.migrations ORDER BY 1")).fetchall()


async def test_ours_are_applied_once_and_in_order(address: str) -> None:
    steps = migrations()
    assert [step.number for step in steps] == list(range(1, len(steps) + 1)) and steps
    async with await connect(address, "tests") as connection:
        await migrate(connection)
        await migrate(connection)
        assert await applied(connection) == [(step.number, step.name) for step in steps]
        assert await (await connection.execute("TABLE parallelproof.trials")).fetchall() == []


async def test_many_at_once_apply_each_once(address: str) -> None:
    # A step that takes long and would fail if it were applied twice.
    slow = Migration(1, "0001_slow", "SELECT pg_sleep(0.5); CREATE TABLE parallelproof.here (n int)")
    more = Migration(2, "0002_more", "INSERT INTO parallelproof.here VALUES (1)")

    async def one() -> None:
        async with await connect(address, "tests") as connection:
            await migrate(connection, [slow, more])

    await asyncio.gather(*(one() for _ in range(8)))
    async with await connect(address, "tests") as connection:
        assert await applied(connection) == [(1, "0001_slow"), (2, "0002_more")]
        assert await (await connection.execute("TABLE parallelproof.here")).fetchall() == [(1,)]


async def test_a_step_that_fails_leaves_what_was_there_before(address: str) -> None:
    good = Migration(1, "0001_good", "CREATE TABLE parallelproof.here (n int)")
    bad = Migration(2, "0002_bad", "DROP TABLE parallelproof.here; SELECT 1 / 0")
    async with await connect(address, "tests") as connection:
        with pytest.raises(DatabaseError, match="division by zero"):
            await migrate(connection, [good, bad])
        assert await applied(connection) == [(1, "0001_good")]
        assert await (await connection.execute("TABLE parallelproof.here")).fetchall() == []


async def test_a_store_of_a_newer_version_is_refused_untouched(address: str) -> None:
    steps = migrations()
    newer = Migration(len(steps) + 1, "9999_newer", "CREATE TABLE parallelproof.newer (n int)")
    async with await connect(address, "tests") as connection:
        await migrate(connection, [*steps, newer])
        with pytest.raises(Unreachable, match=r"made by a newer ParallelProof \(its step \d+, .*\); update"):
            await migrate(connection)
        assert len(await applied(connection)) == len(steps) + 1


async def test_a_role_that_may_create_nothing_is_told_so(address: str) -> None:
    async with await connect(address, "tests") as connection:
        await connection.execute("CREATE ROLE reader LOGIN")
    as_reader = address.replace("postgres@", "reader@")
    async with await connect(as_reader, "tests") as connection:
        with pytest.raises(Unreachable, match=r"needs a role that may create a schema: permission denied"):
            await migrate(connection)
    async with await connect(address, "tests") as connection:
        await migrate(connection)
        await connection.execute("GRANT USAGE ON SCHEMA parallelproof TO reader")
        await connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA parallelproof TO reader")
    async with await connect(as_reader, "tests") as connection:
        await migrate(connection)  # up to date, so reading is enough


def test_files_that_are_not_numbered_in_order_are_a_mistake_of_ours(tmp_path: Path) -> None:
    (tmp_path / "0001_a.sql").write_text("SELECT 1")
    (tmp_path / "0003_c.sql").write_text("SELECT 3")
    with pytest.raises(ValueError, match=r"0003_c\.sql"):
        migrations(tmp_path)
