"""Indexes proposed for queries: cases of golden/sql_indexes, each on real servers that make and drop every one."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
import pytest_asyncio
from parallelproof.domain import DDL, Candidate, Query, Schema, Setting, Snapshot, Span, Unit
from parallelproof.optimize.proposers.sql import PROPOSERS
from parallelproof.optimize.proposers.sql.database import Indexes
from parallelproof.postgres import Connection, connect
from parallelproof.postgres.schema import read_schema

from tests.postgres.servers import server

pytestmark = pytest.mark.asyncio(loop_scope="module")
CASES = sorted((Path(__file__).parent.parent / "golden" / "sql_indexes").glob("*.md"))
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
FIRST = 12
"""What a case expects is among so many of the first."""


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[18, 15])
async def connection(request: pytest.FixtureRequest) -> AsyncIterator[Connection]:
    async with server(request.param) as address, await connect(address, "test") as connection:
        yield connection


def proposed(sql: str, schema: Schema, proposers: tuple[object, ...] = (Indexes(),)) -> list[Candidate]:
    """What proposers say of a query that is the whole of its document."""
    unit = Unit("file:///query.sql", "query", "query", "sql", Span(0, len(sql)), sql)
    snapshot, query = Snapshot(unit.uri, 1, "sql", sql), Query(unit, sql)
    return [one for proposer in proposers for one in proposer.propose(snapshot, query, schema, ())]  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
async def test_indexes_are_proposed_and_can_be_made_and_dropped(path: Path, connection: Connection) -> None:
    blocks = dict(BLOCK.findall(path.read_text("utf-8")))
    assert blocks.keys() >= {"schema", "sql", "proposed"}, "a case is a schema, a query, and what is proposed"
    async with connection.transaction(force_rollback=True):
        await connection.execute(f"{blocks['schema']}; ANALYZE".encode())
        schema = await read_schema(connection)
        found = proposed(blocks["sql"], schema)
        made = ["\n".join(one.change.statements) for one in found if isinstance(one.change, DDL)]
        shown = "\n\n".join(made)
        for expected in filter(None, blocks["proposed"].strip().split("\n\n")):
            assert expected in made[:FIRST], f"it is not among the first of:\n{shown}"
        for word in blocks.get("never", "").splitlines():
            wrong = re.compile(re.escape(word.removesuffix("$")) + ("$" if word.endswith("$") else ""), re.MULTILINE)
            assert not wrong.search(shown), f"{word} is in:\n{shown}"
        assert len(made) == len(set(made)) <= 40
        await _make_and_drop(connection, proposed(blocks["sql"], schema, PROPOSERS_OF_DATABASES))
        assert await read_schema(connection) == schema, "nothing is left over"


PROPOSERS_OF_DATABASES = tuple(one for one in PROPOSERS if one.name in ("indexes", "statistics", "settings"))


async def _make_and_drop(connection: Connection, candidates: list[Candidate]) -> None:
    for candidate in candidates:
        change = candidate.change
        async with connection.transaction(force_rollback=True):
            if isinstance(change, DDL):
                assert change.undo or change.statements[0].startswith("ANALYZE")
                for statement in (*change.statements, *change.undo):
                    await connection.execute(statement.encode())
            elif isinstance(change, Setting):
                for name, value in change.values:
                    await connection.execute(f"SET LOCAL {name} = '{value}'".encode())
        assert candidate.why.endswith(".")


TRIGRAMS = """
CREATE TABLE person (id int PRIMARY KEY, name text);
INSERT INTO person SELECT i, md5(i::text) FROM generate_series(1, 3000) i;
ANALYZE person;
"""


async def test_an_extension_is_made_first_where_the_server_has_it(connection: Connection) -> None:
    async with connection.transaction(force_rollback=True):
        await connection.execute(TRIGRAMS)
        schema = await read_schema(connection)
        found = proposed("SELECT id FROM person WHERE name ILIKE '%abc%'", schema)
        if "pg_trgm" not in schema.available:
            assert found == []
            return
        change = found[0].change
        assert isinstance(change, DDL)
        assert change.statements == (
            "CREATE EXTENSION IF NOT EXISTS pg_trgm",
            "CREATE INDEX person_name_gin_trgm_ops_gin_idx ON public.person USING gin (name gin_trgm_ops)",
        )
        assert "Needs the extension pg_trgm" in found[0].why
        await _make_and_drop(connection, found)
        await connection.execute("CREATE EXTENSION pg_trgm")
        now = proposed("SELECT id FROM person WHERE name ILIKE '%abc%'", await read_schema(connection))
        assert all(isinstance(one.change, DDL) and len(one.change.statements) == 1 for one in now)


async def test_an_exclusion_of_rooms_and_times_wants_both_in_one_index(connection: Connection) -> None:
    async with connection.transaction(force_rollback=True):
        await connection.execute(
            "CREATE TABLE stay (room int, during tsrange); INSERT INTO stay SELECT i % 90, tsrange(now()::timestamp, "
            "now()::timestamp + i * interval '1 h') FROM generate_series(1, 3000) i; ANALYZE stay"
        )
        schema = await read_schema(connection)
        found = proposed("SELECT * FROM stay WHERE room = $1 AND during && $2", schema)
        both = [one for one in found if "gist (room, during)" in str(one.change)]
        assert bool(both) == ("btree_gist" in schema.available)
        await _make_and_drop(connection, both)


async def test_partitioned_tables_and_materialised_views_are_indexed_too(connection: Connection) -> None:
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(connection.transaction(force_rollback=True))
        await connection.execute(
            "CREATE TABLE part (id int, at date) PARTITION BY RANGE (at);"
            "CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2020-01-01') TO ('2030-01-01');"
            "INSERT INTO part SELECT i, date '2020-01-01' + i % 900 FROM generate_series(1, 3000) i;"
            "CREATE MATERIALIZED VIEW seen AS SELECT * FROM part; ANALYZE"
        )
        schema = await read_schema(connection)
        for table in ("part", "seen"):
            found = proposed(f"SELECT * FROM {table} WHERE id = $1", schema)
            assert [one.change.statements for one in found if isinstance(one.change, DDL)] == [
                (f"CREATE INDEX {table}_id_idx ON public.{table} USING btree (id)",)
            ]
            await _make_and_drop(connection, found)
