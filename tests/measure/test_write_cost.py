"""What indexes cost those who write. The clock counts bytes of log that are written, which hardly vary, for seconds."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from parallelproof.domain import DDL
from parallelproof.measure.write_cost import Clock, WriteCost, write_cost
from parallelproof.postgres import Connection, connect

from tests.postgres.servers import server

pytestmark = pytest.mark.asyncio(loop_scope="module")
SETUP = """
CREATE SCHEMA "Odd One";
CREATE TABLE "Odd One".orders (
    id int PRIMARY KEY, n int, at timestamp, "Note" text, twice int GENERATED ALWAYS AS (n * 2) STORED,
    parent int REFERENCES "Odd One".orders
);
INSERT INTO "Odd One".orders (id, n, at, "Note", parent)
    SELECT i, i % 100, now(), md5(i::text), 1 FROM generate_series(1, 4000) i;
CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'a trigger ran'; END $$;
CREATE TRIGGER never BEFORE INSERT OR UPDATE ON "Odd One".orders FOR EACH ROW EXECUTE FUNCTION fail();
CREATE TABLE part (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2030-01-01');
INSERT INTO part SELECT i, date '2020-01-01' + i % 900 FROM generate_series(1, 3000) i;
CREATE TABLE small AS SELECT generate_series(1, 20) AS id;
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[18, 15])
async def connection(request: pytest.FixtureRequest) -> AsyncIterator[Connection]:
    async with server(request.param) as address, await connect(address, "test") as connection:
        await connection.execute(SETUP)
        yield connection


@pytest.fixture
def log_bytes(connection: Connection) -> Clock:
    async def written() -> float:
        cursor = await connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
        row = await cursor.fetchone()
        assert row
        return float(row[0])

    return written


def index(on: str) -> DDL:
    return DDL((f"CREATE INDEX made_idx ON {on}",), ('DROP INDEX "Odd One".made_idx',))


async def cost(connection: Connection, clock: Clock, on: str) -> WriteCost | None:
    return await write_cost(connection, index(on), clock)


async def test_an_index_makes_inserts_and_updates_dearer(connection: Connection, log_bytes: Clock) -> None:
    plain = await cost(connection, log_bytes, '"Odd One".orders USING btree (n)')
    assert plain and plain.update and 1.1 < plain.insert < 3 and plain.update > 1.2
    wide = await cost(connection, log_bytes, '"Odd One".orders USING btree (n, at) INCLUDE ("Note")')
    assert wide and wide.insert > plain.insert
    assert wide.ratio == max(wide.insert, wide.update or 0)


async def test_several_indexes_cost_what_they_cost_together(connection: Connection, log_bytes: Clock) -> None:
    one, other = (index(f'"Odd One".orders USING btree ({column})').statements[0] for column in ("n", "at"))
    alone = await write_cost(connection, DDL((one,), ()), log_bytes)
    both = await write_cost(connection, DDL((one, other), ()), log_bytes)
    assert alone and both and both.insert > alone.insert + 0.1


async def test_an_index_of_few_rows_costs_little(connection: Connection, log_bytes: Clock) -> None:
    all_rows = await cost(connection, log_bytes, '"Odd One".orders USING btree (at)')
    few = await cost(connection, log_bytes, '"Odd One".orders USING btree (at) WHERE n = 7')
    assert all_rows and few and few.insert < all_rows.insert


async def test_unique_values_are_not_exchanged(connection: Connection, log_bytes: Clock) -> None:
    found = await cost(connection, log_bytes, '"Odd One".orders USING btree (id DESC)')
    assert found and found.insert > 1.1 and found.update is None


async def test_expressions_and_partitioned_tables(connection: Connection, log_bytes: Clock) -> None:
    found = await cost(connection, log_bytes, '"Odd One".orders USING btree ((lower("Note")))')
    assert found and found.update and found.update > 1
    assert await cost(connection, log_bytes, "public.part USING btree (at)")


async def test_of_too_few_rows_and_of_what_is_no_index_nothing_is_said(
    connection: Connection, log_bytes: Clock
) -> None:
    assert await cost(connection, log_bytes, "public.small USING btree (id)") is None
    assert await write_cost(connection, DDL(("ANALYZE public.part",), ()), log_bytes) is None


async def test_nothing_is_left_of_it(connection: Connection, log_bytes: Clock) -> None:
    change = index('"Odd One".orders USING btree (n)')
    async with connection.transaction(force_rollback=True):
        await connection.execute(change.statements[0].encode())
        assert await write_cost(connection, change, log_bytes)
    left = await connection.execute("SELECT FROM pg_class WHERE relname LIKE 'parallelproof%' OR relname = 'made_idx'")
    assert left.rowcount == 0
