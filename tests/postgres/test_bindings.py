"""Typical values of parameters, taken from what real servers say of their data."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio
from parallelproof.domain import Binding, Query, Snapshot
from parallelproof.languages.sql.queries import queries
from parallelproof.postgres import Connection, DatabaseError, connect
from parallelproof.postgres.bindings import typical
from parallelproof.postgres.schema import read_schema
from parallelproof.postgres.statements import fetch_text

from .servers import server

pytestmark = pytest.mark.asyncio(loop_scope="module")

DDL = """
CREATE TYPE mood AS ENUM ('calm', 'cross', 'glad');
CREATE TABLE customer (id int PRIMARY KEY, email text NOT NULL, mood mood, key uuid, seen timestamptz, tags text[]);
CREATE TABLE orders (
    id bigint PRIMARY KEY, customer_id int REFERENCES customer, status text, total numeric(10, 2), placed date,
    is_paid boolean, details jsonb
);
CREATE TABLE nothing (id int, label text);
CREATE VIEW open_orders AS SELECT id AS number, status AS state FROM orders WHERE status <> 'done';
INSERT INTO customer SELECT i, 'User' || i || '@example.com', (ARRAY['calm', 'glad'])[1 + i % 2]::mood,
    md5(i::text)::uuid, timestamptz '2024-01-01' + i * interval '1 hour', ARRAY['a,"b', 't' || i % 3]
    FROM generate_series(1, 2000) i;
INSERT INTO orders SELECT i, 1 + i % 2000,
    CASE WHEN i % 100 = 0 THEN 'lost' WHEN i % 10 = 0 THEN 'open' ELSE 'done' END,
    i, date '2020-01-01' + i % 1000, i % 3 > 0, jsonb_build_object('lines', i % 7) FROM generate_series(1, 6000) i;
ANALYZE;
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[18, 15])
async def connection(request: pytest.FixtureRequest) -> AsyncIterator[Connection]:
    async with server(request.param) as address:
        opened = await connect(address, "tests")
        async with opened:
            await opened.execute(DDL)
            yield opened


def query(sql: str) -> Query:
    (found,) = queries(Snapshot("file:///a.sql", 1, "sql", sql))
    return found


async def bound(connection: Connection, sql: str) -> dict[str, tuple[str | None, ...]]:
    """The sets by what is said of them, each of which the database takes."""
    wanted = query(sql)
    bindings = await typical(connection, wanted, await read_schema(connection))
    for binding in bindings:
        await fetch_text(connection, wanted.sql, binding.values)
    assert len({binding.values for binding in bindings}) == len(bindings)
    return {binding.about: binding.values for binding in bindings}


async def count(connection: Connection, sql: str, values: Sequence[str | None]) -> int:
    return len((await fetch_text(connection, query(sql).sql, values)).rows)


async def test_a_query_without_parameters_has_one_set_without_values(connection: Connection) -> None:
    assert await typical(connection, query("SELECT * FROM orders"), await read_schema(connection)) == [
        Binding((), "no parameters")
    ]


async def test_values_are_the_most_and_the_least_common_and_some_that_are_not_there(connection: Connection) -> None:
    sql = "SELECT id FROM orders o WHERE o.status = %s"
    sets = await bound(connection, sql)
    assert (sets["common"], sets["rare"], sets["NULL"]) == (("done",), ("lost",), (None,))
    assert await count(connection, sql, sets["out of range"]) == 0


async def test_a_key_has_values_of_its_histogram(connection: Connection) -> None:
    sql = "SELECT * FROM orders WHERE id = $1"
    sets = await bound(connection, sql)
    assert all([await count(connection, sql, sets[about]) == 1 for about in ("common", "rare", "middle")])
    assert await count(connection, sql, sets["out of range"]) == 0


async def test_conditions_on_one_table_are_also_met_by_one_row(connection: Connection) -> None:
    sql = "SELECT * FROM orders WHERE customer_id = %(customer)s AND placed = %(day)s"
    sets = await bound(connection, sql)
    assert await count(connection, sql, sets["one row"]) >= 1


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM orders WHERE placed BETWEEN :first AND :last",
        "SELECT * FROM orders WHERE total >= ? AND total < ?",
        "SELECT * FROM orders WHERE $1 <= id AND $2 > id",
    ],
)
async def test_ends_of_a_range_are_in_order(connection: Connection, sql: str) -> None:
    sets = await bound(connection, sql)
    common, rare = [await count(connection, sql, sets[about]) for about in ("common", "rare")]
    assert 2500 < common < 3500
    assert 0 < rare < 200
    assert await count(connection, sql, sets["out of range"]) == 0


async def test_one_end_of_a_range_gives_much_and_little(connection: Connection) -> None:
    sql = "SELECT * FROM customer WHERE seen > %s"
    sets = await bound(connection, sql)
    assert 800 < await count(connection, sql, sets["common"]) < 1200
    assert 0 < await count(connection, sql, sets["rare"]) < 100


async def test_patterns_fit_values_that_are_there(connection: Connection) -> None:
    sql = "SELECT * FROM customer WHERE email LIKE %s"
    sets = await bound(connection, sql)
    assert sets["common"] == ("Us%",)
    assert await count(connection, sql, sets["rare"]) >= 1
    assert await count(connection, sql, sets["out of range"]) == 0
    part = "SELECT * FROM customer WHERE email ILIKE '%%' || %s || '%%'"
    sets = await bound(connection, part)
    assert sets["common"] == ("Us",)


async def test_a_list_has_several_one_and_no_values(connection: Connection) -> None:
    sql = "SELECT * FROM orders WHERE status = ANY(%s)"
    sets = await bound(connection, sql)
    assert sets["common"] == ('{"done","open","lost"}',)
    assert sets["empty"] == ("{}",)
    assert await count(connection, sql, sets["empty"]) == 0


async def test_parameters_of_one_list_differ(connection: Connection) -> None:
    sets = await bound(connection, "SELECT * FROM orders WHERE status IN (%s, %s)")
    assert sets["common"] == ("done", "open")


async def test_pages_are_small_and_deep_and_never_unbounded(connection: Connection) -> None:
    sets = await bound(connection, "SELECT * FROM orders WHERE status = $1 ORDER BY id LIMIT $2 OFFSET $3")
    assert sets["common"] == ("done", "10", "0")
    assert int(sets["rare"][2] or 0) > 4000
    assert sets["NULL"] == (None, "10", "0")


async def test_what_the_query_tests_for_null_is_left_out_alone(connection: Connection) -> None:
    sets = await bound(
        connection, "SELECT * FROM orders WHERE customer_id = :customer AND (:state::text IS NULL OR status = :state)"
    )
    assert sets["without state"] == (sets["common"][0], None)


async def test_functions_of_columns_get_values_of_the_function(connection: Connection) -> None:
    sql = "SELECT * FROM customer c WHERE lower(c.email) = %s AND date(c.seen) = %s"
    sets = await bound(connection, sql)
    assert await count(connection, sql, sets["one row"]) == 1


@pytest.mark.parametrize(
    ("condition", "common"),
    [
        ("details @> %s", '{"lines": '),
        ("details ? %s::text", "lines"),
        ("details ?| %s", '{"lines"}'),
        ("tags @> %s", '{"a,\\"b"}'),
        ("tags && ARRAY[%s]", 'a,"b'),
        ("%s = ANY(tags)", 'a,"b'),
        ("to_tsvector('english', 'Orders ' || status) @@ plainto_tsquery('english', %s)", "order"),
        ("to_tsquery('simple', %s) @@ to_tsvector('simple', status)", "done"),
    ],
)
async def test_what_is_looked_for_within_values_is_in_some(connection: Connection, condition: str, common: str) -> None:
    sql = f"SELECT * FROM orders JOIN customer ON customer.id = orders.id WHERE {condition}"
    sets = await bound(connection, sql)
    assert (sets["common"][0] or "").startswith(common[:4])
    assert await count(connection, sql, sets["common"]) > 1
    assert await count(connection, sql, sets["out of range"]) == 0


async def test_columns_are_followed_through_views_and_common_tables(connection: Connection) -> None:
    sets = await bound(
        connection,
        "WITH mine AS (SELECT status AS what FROM orders) SELECT * FROM mine, open_orders v"
        " WHERE what = $1 AND v.state = $2 LIMIT 5",
    )
    assert sets["common"] == ("done", "open")


@pytest.mark.parametrize(
    ("condition", "common"),
    [("mood = %s", ("calm",)), ("is_paid = %s", ("true",)), ("tags @> %s", ('{"a,\\"b"}',))],
)
async def test_types_of_all_kinds(connection: Connection, condition: str, common: tuple[str]) -> None:
    sets = await bound(connection, f"SELECT * FROM orders, customer WHERE {condition} LIMIT 1")
    assert sets["common"] == common or sets["common"][0] in ("glad", "t")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM customer WHERE key = %s",
        "SELECT * FROM customer WHERE tags @> %s",
        "SELECT * FROM customer WHERE tags && %s::text[]",
        "SELECT * FROM customer WHERE seen > now() - %s::interval",
        "SELECT * FROM customer WHERE seen > now() - %s * interval '1 day'",
        "SELECT * FROM customer WHERE id = %s::bigint",
        "SELECT * FROM customer WHERE id::text = %s",
        "SELECT * FROM customer WHERE (mood, id) > (%s, %s) LIMIT 3",
        "SELECT * FROM nothing WHERE id = %s AND label LIKE %s",
        "SELECT id, %s::text FROM customer",
        "SELECT * FROM customer WHERE %s::mood IS DISTINCT FROM mood",
        "UPDATE orders SET status = %s WHERE id IN (SELECT id FROM orders WHERE total > %s)",
        "DELETE FROM nothing USING orders o WHERE o.id = nothing.id AND o.placed < %s",
        "INSERT INTO nothing SELECT id, %s FROM customer WHERE seen < %s",
        "SELECT * FROM orders WHERE details ->> 'lines' = %s",
        "SELECT * FROM orders WHERE to_tsvector('english', status) @@ to_tsquery('english', %s)",
    ],
)
async def test_the_database_takes_every_set(connection: Connection, sql: str) -> None:
    async with connection.transaction(force_rollback=True):
        sets = await bound(connection, sql)
    assert "common" in sets
    assert any(value is not None for value in sets["common"])


async def test_a_query_that_the_database_does_not_know_is_an_error_and_leaves_nothing(connection: Connection) -> None:
    schema = await read_schema(connection)
    with pytest.raises(DatabaseError, match="no_such"):
        await typical(connection, query("SELECT * FROM no_such WHERE id = $1"), schema)
    assert await typical(connection, query("SELECT * FROM orders WHERE id = $1"), schema)


@pytest.mark.parametrize(
    ("call", "values"),
    [
        ("SELECT 'a%%' || %s::text, 7 %% %s::int FROM orders WHERE id = %s", ("x%", 4, 5)),
        ("SELECT '%%(a)s', id FROM orders WHERE id = %(b)s OR id = %(a)s AND %(b)s::int > 1", {"a": 3, "b": 2}),
        (
            "SELECT note FROM (SELECT E'it''s \\\\ %%', status FROM orders) s (note, status) WHERE status = %s",
            ("lost",),
        ),
    ],
)
async def test_the_driver_and_the_database_read_the_same_query(
    connection: Connection, call: str, values: tuple[object, ...] | dict[str, object]
) -> None:
    """What psycopg makes of a literal and its values is what a query of it says with $n."""
    (found,) = queries(Snapshot("file:///a.py", 1, "python", f"cur.execute({call!r}, values)"))
    named = values if isinstance(values, dict) else {str(place): value for place, value in enumerate(values, 1)}
    asked = await (await connection.execute(call, values)).fetchall()
    answer = await fetch_text(connection, found.sql, [str(named[name]) for name in found.parameters])
    assert asked
    assert [tuple(map(str, row)) for row in asked] == answer.rows
