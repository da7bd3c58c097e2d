"""What can go wrong in a campaign over queries: a sentence that says what to do, a tidy end, and nothing left over."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from parallelproof.app import build
from parallelproof.domain import Failure, Progress, Report, Snapshot
from parallelproof.postgres import Connection, connect
from parallelproof.settings import ForkChoice, Settings
from psycopg.conninfo import make_conninfo

from tests.forks.disks import mounted
from tests.postgres.servers import server

pytestmark = pytest.mark.asyncio(loop_scope="module")

SETTINGS = Settings(trusted=True, pause_on_battery=False, store_database="off", statement_timeout_s=5)
TABLES = """
CREATE TABLE orders AS SELECT i AS id, i % 999 AS customer, 'order ' || i AS note FROM generate_series(1, 20000) i;
"""
BY_CUSTOMER = "SELECT id FROM orders WHERE customer = 7"


@asynccontextmanager
async def shop(**settings: str) -> AsyncIterator[str]:
    async with server(18, **settings) as address:
        await executed(address, "CREATE DATABASE shop")
        shop = make_conninfo(address, dbname="shop")
        await executed(shop, TABLES, "ANALYZE")
        yield shop


async def executed(address: str, *statements: str) -> None:
    async with await connect(address, "tests") as connection:
        for statement in statements:
            await connection.execute(statement.encode())


async def campaign(address: str, sql: str = BY_CUSTOMER, on_progress: object = None, **more: object) -> Report:
    """A whole one, as every face runs it; it ends in time, and leaves no database of ours behind."""
    settings = replace(SETTINGS, database=address, **more)  # type: ignore[arg-type]
    engine = build(settings)
    heed = on_progress if callable(on_progress) else lambda _: None
    try:
        snapshot = Snapshot("file:///shop.sql", 1, "sql", sql)
        return await asyncio.wait_for(engine.optimizer.optimize([snapshot], settings, heed), 60)
    finally:
        await engine.close()


def sentence(report: Report) -> str:
    """The one reason why nothing was judged."""
    reasons = {failure.reason for failure in report.failures}
    reasons |= {unit.refused for unit in report.units if unit.refused}
    outcomes = [trial.outcome for unit in report.units for trial in unit.trials]
    reasons |= {outcome.reason for outcome in outcomes if isinstance(outcome, Failure)}
    assert all(isinstance(outcome, Failure) for outcome in outcomes)
    (reason,) = reasons
    assert "\n" not in reason and "sekret" not in reason
    return reason


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def source() -> AsyncIterator[str]:
    async with shop() as address:
        await executed(
            address,
            "CREATE ROLE ada LOGIN PASSWORD 'right' CREATEDB",
            "CREATE ROLE eve LOGIN CREATEDB",
            "ALTER ROLE eve SET default_transaction_read_only = on",
            "ALTER DATABASE shop OWNER TO eve",
            "GRANT SELECT ON orders TO ada, eve",
        )
        yield address


@pytest_asyncio.fixture(loop_scope="module")
async def after(source: str) -> AsyncIterator[None]:
    yield
    async with await connect(make_conninfo(source, dbname="postgres"), "tests") as connection:
        assert await left(connection) == []


async def left(connection: Connection) -> list[object]:
    rows = await connection.execute("SELECT datname FROM pg_database WHERE datname LIKE 'parallelproof%'")
    return list(await rows.fetchall())


async def test_a_wrong_password(source: str, after: None) -> None:
    async with await connect(source, "tests") as connection:
        row = await (await connection.execute("SHOW hba_file")).fetchone()
        assert row
        hba = Path(row[0])
        kept = hba.read_text()
        hba.write_text("local all ada scram-sha-256\n" + kept)
        await connection.execute("SELECT pg_reload_conf()")
        try:
            there = make_conninfo(source, user="ada", password="sekret")
            assert sentence(await campaign(there)).endswith('password authentication failed for user "ada"')
        finally:
            hba.write_text(kept)
            await connection.execute("SELECT pg_reload_conf()")


async def test_a_role_that_is_read_only(source: str, after: None) -> None:
    said = sentence(await campaign(make_conninfo(source, user="eve")))
    assert "is read-only" in said and said.endswith("`parallelproof database connect`")


async def test_an_extension_that_is_missing(source: str, after: None) -> None:
    said = sentence(await campaign(source, "SELECT id FROM orders WHERE similarity(note, 'order 7') > 0.8"))
    assert said == "it cannot be run: function similarity(text, unknown) does not exist"


async def test_a_lock_that_another_session_holds(source: str, after: None) -> None:
    async with await connect(source, "tests") as connection, connection.transaction():
        await connection.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
        said = sentence(await campaign(source))
    assert said == "another session has locked a table of the database: try again when it has ended"


async def test_a_server_that_goes_away_in_the_middle() -> None:
    async with shop() as address:
        async with await connect(address, "tests") as connection:
            row = await (await connection.execute("SHOW data_directory")).fetchone()
        assert row
        pid = int((Path(row[0]) / "postmaster.pid").read_text().split()[0])

        def ended(progress: Progress) -> None:
            if progress.stage in ("verifying", "measuring"):
                os.kill(pid, signal.SIGKILL)

        report = await campaign(address, on_progress=ended)
    (unit,) = report.units
    reasons = {trial.outcome.reason for trial in unit.trials if isinstance(trial.outcome, Failure)}
    assert any(reason.startswith("the database went away: ") for reason in reasons), reasons
    assert not any("cannot be tried" in reason or "cannot be run" in reason for reason in reasons), reasons


async def test_a_disk_that_is_full(source: str) -> None:
    with mounted("ext4", 220) as disk:
        async with server(18, within=disk) as address:
            await executed(address, "CREATE DATABASE shop")
            shop = make_conninfo(address, dbname="shop")
            await executed(shop, TABLES, "ANALYZE")
            free = os.statvfs(disk)
            (disk / "filler").write_bytes(b"x" * (free.f_bavail * free.f_frsize - (4 << 20)))
            said = sentence(await campaign(shop, fork_provider=ForkChoice.COPY))
    assert "free some space first" in said
