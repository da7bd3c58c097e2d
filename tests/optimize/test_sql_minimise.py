"""A win is cut down to what it needs. What a change gains is counted in blocks that are read, which never vary."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from parallelproof.domain import DDL, Schema
from parallelproof.optimize.queries.minimise import Measure, minimised, said
from parallelproof.postgres import Connection, connect
from parallelproof.postgres.schema import read_schema

from tests.postgres.servers import server

pytestmark = pytest.mark.asyncio(loop_scope="module")
SETUP = """
SET synchronous_commit = on;
CREATE TABLE customers (id int PRIMARY KEY, email text, city text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int, status text, total int, note text);
INSERT INTO customers SELECT i, 'm' || i, 'c' || i % 10 FROM generate_series(1, 3000) i;
INSERT INTO orders SELECT i, i * 7919 % 3000, 's' || i % 3, i, repeat('x', 200) FROM generate_series(1, 20000) i;
VACUUM ANALYZE;
"""
QUERY = "SELECT sum(total) FROM orders JOIN customers c ON c.id = customer_id WHERE customer_id = 77 AND c.city = 'c7'"
BY_CUSTOMER = "CREATE INDEX orders_customer_id_idx ON public.orders USING btree (customer_id)"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def connection() -> AsyncIterator[Connection]:
    # To VACUUM, what was committed but not yet logged is not visible to all, and no index could answer alone.
    async with server(18) as address, await connect(address, "test") as connection:
        for statement in SETUP.split(";"):
            await connection.execute(statement.encode())
        yield connection


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def schema(connection: Connection) -> Schema:
    return await read_schema(connection)


def blocks_saved(connection: Connection, query: str, seen: list[DDL]) -> Measure:
    async def blocks(statements: tuple[str, ...]) -> float:
        async with connection.transaction(force_rollback=True):
            for statement in statements:
                await connection.execute(statement.encode())
            explain = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {query}"
            for _ in range(2):  # the catalogue is read once
                row = await (await connection.execute(explain.encode())).fetchone()
            assert row
            plan = row[0][0]["Plan"]
            return float(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])

    async def measure(change: DDL) -> float | None:
        seen.append(change)
        return await blocks(()) / await blocks(change.statements)

    return measure


def made(*statements: str) -> DDL:
    return DDL(statements, tuple(f"DROP INDEX public.{statement.split()[2]}" for statement in statements))


async def test_an_index_that_adds_nothing_goes(connection: Connection, schema: Schema) -> None:
    seen: list[DDL] = []
    measure = blocks_saved(connection, QUERY, seen)
    change = made("CREATE INDEX city ON public.customers USING btree (city)", BY_CUSTOMER)
    ratio = await measure(change)
    assert ratio and ratio > 20
    least, kept = await minimised(change, ratio, schema, measure)
    assert least == made(BY_CUSTOMER)
    assert kept >= ratio**0.9


async def test_columns_that_add_little_go_and_those_that_matter_stay(connection: Connection, schema: Schema) -> None:
    change = made("CREATE INDEX w ON public.orders USING btree (customer_id, status, id) INCLUDE (total, note)")
    cases = [
        ("SELECT ctid FROM orders WHERE customer_id = 77", BY_CUSTOMER),
        ("SELECT sum(total) FROM orders WHERE customer_id < 60", f"{BY_CUSTOMER} INCLUDE (total)"),
    ]
    for query, expected in cases:
        measure = blocks_saved(connection, query, [])
        ratio = await measure(change)
        assert ratio and ratio > 10
        least, _ = await minimised(change, ratio, schema, measure)
        assert least.statements == (expected,)


async def test_what_is_there_already_is_no_smaller_change(connection: Connection, schema: Schema) -> None:
    seen: list[DDL] = []
    change = made("CREATE INDEX w ON public.orders USING btree (id) INCLUDE (total)")
    measure = blocks_saved(connection, "SELECT total FROM orders WHERE id = 7", seen)
    assert await minimised(change, 1.3, schema, measure) == (change, 1.3)
    assert seen == []


async def test_nothing_is_tried_twice_nor_without_end(connection: Connection, schema: Schema) -> None:
    seen: list[DDL] = []
    measure = blocks_saved(connection, QUERY, seen)
    change = made("CREATE INDEX w ON public.orders USING btree (customer_id, status, id, total) INCLUDE (note)")
    await minimised(change, 2.0, schema, measure, most_trials=3)
    assert len(seen) == len({change.statements for change in seen}) == 3


async def test_what_is_no_set_of_indexes_stays(connection: Connection, schema: Schema) -> None:
    seen: list[DDL] = []
    change = DDL(("ANALYZE orders",), ())
    assert await minimised(change, 3.0, schema, blocks_saved(connection, QUERY, seen)) == (change, 3.0)
    assert seen == []


async def test_what_is_said_of_it_is_cut_down_too() -> None:
    why = "A range can use an index. Together: An index of orders on customer_id, id. An index of customers on city."
    less = DDL((BY_CUSTOMER,), ("DROP INDEX public.orders_customer_id_idx",))
    assert said(why, less) == "A range can use an index. An index of orders on customer_id."
    assert said("A GIN index of orders on note.", less) == "A GIN index of orders on note."
