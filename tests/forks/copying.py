"""A shop on PostgreSQL 15 with contrib, and a server of ours to copy it into, for the tests of taking copies."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from parallelproof.forks.connecting import Copy, planned, taken
from parallelproof.forks.connecting_plan import BYTES_PER_S
from parallelproof.postgres import Connection, connect
from parallelproof.postgres.addresses import with_database
from parallelproof.settings import Settings

from tests.postgres.servers import server

SHOP = Path(__file__).with_name("shop.sql").read_text()
TABLES = (
    "public.customers", "public.orders", "public.lines", "public.nodes", "public.events_1", "public.events_2",
    "public.gen", 'odd."Name s"',
)  # fmt: skip


@dataclass(frozen=True)
class Servers:
    """The address of the shop, and that of the server of ours."""

    source: str
    target: str

    async def copied(self, name: str = "shop", share: float = 1.0, bytes_per_s: float = BYTES_PER_S) -> Copy:
        """Take a copy."""
        plan = await planned(self.source, self.target, name, share, bytes_per_s)
        return await taken(plan, self.target, Settings(), lambda step: None)

    async def databases(self) -> set[str]:
        """All that there is on the server of ours."""
        return {name for (name,) in await rows(self.target, "SELECT datname FROM pg_database")} - {
            "postgres", "template0", "template1",
        }  # fmt: skip

    async def sessions(self) -> list[tuple[Any, ...]]:
        """Ours on the source, but for those of the tests."""
        return await rows(
            self.source,
            "SELECT pid, state FROM pg_stat_activity WHERE application_name LIKE 'parallelproof%' "
            "AND application_name <> 'parallelproof tests'",
        )


@asynccontextmanager
async def servers() -> AsyncIterator[Servers]:
    """Both, in the block."""
    async with server(15) as there, server(18) as here:
        await rows(there, "CREATE DATABASE shop")
        source = with_database(there, "shop")
        await rows(source, SHOP)
        yield Servers(source, here)


@asynccontextmanager
async def connected(address: str) -> AsyncIterator[Connection]:
    """A connection of a test."""
    connection = await connect(address, "tests")
    try:
        yield connection
    finally:
        await connection.close()


async def rows(address: str, sql: str) -> list[tuple[Any, ...]]:
    """What a statement gives, the last one's if there are several."""
    async with connected(address) as connection:
        cursor = await connection.execute(sql.encode())
        while cursor.nextset():
            pass
        return await cursor.fetchall() if cursor.description else []
