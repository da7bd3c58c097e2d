"""HypoPG says which indexes the planner would not use. It needs Debian's postgresql-15-hypopg."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from parallelproof.domain import DDL, Binding, Candidate, Query, Setting, Span, Strategy, Unit
from parallelproof.optimize.queries.hypothetical import pruned
from parallelproof.postgres import Connection, connect

from tests.postgres.servers import server

pytestmark = pytest.mark.asyncio(loop_scope="module")
SQL = "SELECT id FROM orders WHERE customer_id = $1 AND note <> $2 AND price > 990"
UNIT = Unit("file:///q.sql", "q", "q", "sql", Span(0, len(SQL)), SQL)
QUERY = Query(UNIT, SQL)
BINDING = Binding(("77", "it's \\ a"), "common")


def candidate(*statements: str) -> Candidate:
    return Candidate(UNIT, None, Strategy.DATABASE, "indexes", DDL(statements, ()), "why.")


USELESS = candidate("CREATE INDEX a ON public.orders USING btree (note)")
USEFUL = candidate("CREATE INDEX b ON public.orders USING btree (customer_id)")
GIN = candidate("CREATE INDEX c ON public.orders USING gin (tags)")
PARTIAL = candidate("CREATE INDEX e ON public.orders USING btree (customer_id) WHERE price > 990")
WRONG = candidate("CREATE INDEX d ON public.orders USING btree (nothing)")
SETTING = Candidate(UNIT, None, Strategy.DATABASE, "settings", Setting((("jit", "off"),)), "why.")
ALL = [USELESS, GIN, USEFUL, SETTING, WRONG, PARTIAL]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def connection() -> AsyncIterator[Connection]:
    async with server(15) as address, await connect(address, "test") as connection:
        await connection.execute(
            "CREATE TABLE orders (id int, customer_id int, note text, tags text[], price numeric);"
            "INSERT INTO orders SELECT i, i % 3000, 'n', '{}', i % 1000 FROM generate_series(1, 20000) i;"
            "ANALYZE orders"
        )
        yield connection


async def test_without_it_all_candidates_stay(connection: Connection) -> None:
    assert await pruned(connection, QUERY, BINDING, ALL) == ALL


@asynccontextmanager
async def with_hypopg(connection: Connection) -> AsyncIterator[None]:
    available = await connection.execute("SELECT FROM pg_available_extensions WHERE name = 'hypopg'")
    if available.rowcount == 0:
        pytest.skip("needs Debian's postgresql-15-hypopg, which is not installed")
    async with connection.transaction(force_rollback=True):
        await connection.execute("CREATE EXTENSION hypopg")
        yield


async def test_what_the_planner_would_not_use_is_left_out(connection: Connection) -> None:
    async with with_hypopg(connection):
        kept = await pruned(connection, QUERY, BINDING, ALL)
        assert USELESS not in kept
        assert {id(one) for one in kept} == {id(one) for one in ALL if one is not USELESS}, "what has no price stays"
        assert kept.index(USEFUL) < kept.index(WRONG)
        left = await connection.execute("SELECT FROM hypopg_list_indexes")
        assert left.rowcount == 0
        left = await connection.execute("SELECT FROM pg_prepared_statements WHERE name LIKE 'parallelproof%'")
        assert left.rowcount == 0


async def test_a_query_without_values_is_planned_anew_each_time(connection: Connection) -> None:
    query = Query(UNIT, "SELECT id FROM orders WHERE customer_id = 77 AND price > 990")
    async with with_hypopg(connection):
        kept = await pruned(connection, query, Binding((), ""), [USELESS, USEFUL])
    assert kept == [USEFUL]


async def test_a_query_that_cannot_be_planned_prunes_nothing(connection: Connection) -> None:
    query = Query(UNIT, "SELECT nothing FROM nowhere WHERE x = $1")
    async with with_hypopg(connection):
        assert await pruned(connection, query, BINDING, ALL) == ALL
