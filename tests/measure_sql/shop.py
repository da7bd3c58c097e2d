"""A database that is large enough for an index to matter, and small enough to be made in a second."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from parallelproof.domain import Binding, Query, Snapshot
from parallelproof.languages.sql.queries import queries
from parallelproof.postgres import Connection, connect

from tests.postgres.servers import server

DDL = """
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, status text, total numeric, created_at timestamptz);
INSERT INTO orders
    SELECT i, i % 3000, (ARRAY['new', 'paid', 'late'])[i % 3 + 1], i % 977,
           timestamptz '2024-01-01' + i * interval '1 min'
    FROM generate_series(1, 60000) i;
CREATE TABLE refunds (id int PRIMARY KEY, order_id int);
INSERT INTO refunds SELECT i, i * 20 FROM generate_series(1, 1500) i;
"""


@asynccontextmanager
async def shop() -> AsyncIterator[Connection]:
    """A connection to it."""
    async with server(18) as address, await connect(address, "tests", TimeZone="UTC") as connection:
        await connection.execute(DDL)
        await connection.execute("VACUUM ANALYZE")
        yield connection


def snapshot(sql: str) -> Snapshot:
    """A `.sql` document."""
    return Snapshot("file:///project/queries.sql", 1, "sql", sql)


def query(sql: str) -> Query:
    """The only query of a document."""
    (found,) = queries(snapshot(sql))
    return found


NO_VALUES = [Binding((), "no parameters")]
