"""What is read of a database, by those who own it and by those who may read little of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from parallelproof.domain import ForeignKey, Schema
from parallelproof.postgres import Connection, connect
from parallelproof.postgres.schema import read_schema

from .servers import server

pytestmark = pytest.mark.asyncio(loop_scope="module")

DDL = """
CREATE SCHEMA shop;
CREATE TABLE shop.customer (
    id int PRIMARY KEY, email text UNIQUE, code text UNIQUE DEFERRABLE, "Full Name" text NOT NULL, tags text[],
    CONSTRAINT is_positive CHECK (id > 0)
);
CREATE INDEX by_name ON shop.customer (lower("Full Name"), id DESC) INCLUDE (email) WHERE id > 5;
CREATE TABLE shop.orders (id bigint, customer_id int REFERENCES shop.customer, total numeric(10, 2));
ALTER TABLE shop.orders ADD CONSTRAINT is_cheap CHECK (total < 100) NOT VALID;
CREATE UNIQUE INDEX ON shop.orders (id) WHERE total > 5;
CREATE TABLE shop.event (id int, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE shop.event_2020 PARTITION OF shop.event FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
CREATE TABLE shop.event_2021 PARTITION OF shop.event FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
CREATE TABLE shop.parent (id int PRIMARY KEY);
CREATE TABLE shop.child () INHERITS (shop.parent);
CREATE VIEW shop.names AS SELECT id, "Full Name" FROM shop.customer;
CREATE MATERIALIZED VIEW shop.counts AS SELECT count(*) AS customers FROM shop.customer;
INSERT INTO shop.customer
    SELECT i, nullif('m' || i % 500, 'm0') || i, i::text, 'n' || i % 5, ARRAY['a,"b', (i % 2)::text]
    FROM generate_series(1, 1000) i;
INSERT INTO shop.event SELECT i, date '2020-01-01' + i FROM generate_series(1, 700) i;
ANALYZE;
CREATE ROLE reader LOGIN;
GRANT USAGE ON SCHEMA shop TO reader;
GRANT SELECT ON shop.orders TO reader;
"""


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=[18, 15])
async def database(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    async with server(request.param) as address:
        connection = await connect(address, "test")
        await connection.execute(DDL)
        await connection.close()
        yield address


async def read(address: str, **options: str) -> Schema:
    connection: Connection = await connect(address, "test", **options)
    async with connection:
        return await read_schema(connection)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def schema(database: str) -> Schema:
    return await read(database, search_path="shop,public")


async def test_a_name_means_the_first_table_of_the_search_path(schema: Schema) -> None:
    assert schema.search_path == ("shop", "public")
    assert schema.table("customer") is not None
    assert schema.table("customer", "public") is None
    assert schema.version // 10000 in (15, 18)
    assert "plpgsql" in schema.extensions & schema.available


async def test_kinds_of_relations(schema: Schema) -> None:
    kinds = {table.name: table.kind for table in schema.tables}
    assert kinds == {
        "customer": "table",
        "orders": "table",
        "event": "partitioned",
        "event_2020": "table",
        "event_2021": "table",
        "parent": "table",
        "child": "table",
        "names": "view",
        "counts": "materialized view",
    }
    view = schema.table("names")
    assert view and view.definition and "FROM " in view.definition


async def test_columns_come_with_what_the_statistics_say(schema: Schema) -> None:
    customer = schema.table("customer")
    assert customer and customer.rows == 1000 and customer.size_bytes > 0
    assert [(column.name, column.type, column.is_nullable) for column in customer.columns] == [
        ("id", "integer", False),
        ("email", "text", True),
        ("code", "text", True),
        ("Full Name", "text", False),
        ("tags", "text[]", True),
    ]
    name, tags, key = customer.column("Full Name"), customer.column("tags"), customer.column("id")
    assert name and name.distinct == 5 and dict(name.common)["n3"] == pytest.approx(0.2)
    assert tags and {value for value, _ in tags.common} == {'{"a,\\"b",0}', '{"a,\\"b",1}'}
    assert key and key.distinct == 1000 and key.bounds[0] == "1" and key.correlation == 1


async def test_what_was_never_analysed_has_no_figures(schema: Schema) -> None:
    orders = schema.table("orders")
    assert orders
    total = orders.column("total")
    assert total and total.type == "numeric(10,2)"
    assert (total.null_share, total.distinct, total.correlation) == (None, None, None)
    assert not total.common and not total.bounds


async def test_a_partitioned_table_is_as_large_as_its_parts(schema: Schema) -> None:
    event, first = schema.table("event"), schema.table("event_2020")
    assert event and first and event.rows == 700 and 0 < first.rows < 700
    assert event.size_bytes > first.size_bytes > 0
    at = event.column("at")
    assert at and at.distinct == 700
    assert event.primary_key == ("id", "at")


async def test_only_what_holds_for_every_row_is_a_constraint(schema: Schema) -> None:
    customer, orders = schema.table("customer"), schema.table("orders")
    assert customer and orders
    assert customer.primary_key == ("id",)
    assert customer.unique == (("email",), ("id",)), "a deferrable constraint may be broken within a transaction"
    assert customer.checks == ("(id > 0)",)
    assert orders.checks == (), "it was never validated"
    assert orders.unique == (), "the unique index is of some rows only"
    assert orders.foreign_keys == (ForeignKey(("customer_id",), "shop.customer", ("id",)),)


async def test_a_key_says_nothing_of_a_table_and_those_that_inherit_from_it(schema: Schema) -> None:
    parent = schema.table("parent")
    assert parent and parent.unique == () and parent.primary_key == ()


async def test_indexes(schema: Schema) -> None:
    customer = schema.table("customer")
    assert customer
    (index,) = [index for index in customer.indexes if index.name == "by_name"]
    assert index.columns == ('lower("Full Name")', "id")
    assert index.method == "btree" and index.is_valid and not index.is_unique and index.size_bytes > 0
    assert index.predicate == "(id > 5)"
    assert index.definition.startswith("CREATE INDEX by_name ON shop.customer USING btree (")


async def test_a_not_null_that_was_never_validated_proves_nothing(database: str) -> None:
    if (await read(database)).version < 180000:
        pytest.skip("from version 18")
    async with await connect(database, "test") as connection, connection.transaction(force_rollback=True):
        await connection.execute("ALTER TABLE shop.customer ADD CONSTRAINT named NOT NULL email NOT VALID")
        customer = (await read_schema(connection)).table("customer", "shop")
        column = customer and customer.column("email")
        assert column and column.is_nullable


async def test_a_role_sees_the_statistics_of_what_it_may_read(database: str) -> None:
    schema = await read(database, role="reader", search_path="shop", default_transaction_read_only="on")
    customer = schema.table("customer")
    assert customer and customer.rows == 1000 and customer.primary_key == ("id",)
    assert all(column.distinct is None for column in customer.columns)
