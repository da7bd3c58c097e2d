"""What constraints prove of two queries, and what looks like it and proves nothing. To add a case, add a row."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from parallelproof.postgres import Connection, connect
from parallelproof.postgres.schema import read_schema
from parallelproof.verify.rows_proved import proof

from tests.postgres.servers import server

from .test_rows import query

pytestmark = pytest.mark.asyncio(loop_scope="module")

TABLES = """
CREATE TABLE people (id int PRIMARY KEY, email text UNIQUE, name text NOT NULL, boss int, code int NOT NULL UNIQUE);
CREATE TABLE orders (id int PRIMARY KEY, person int NOT NULL REFERENCES people, gift int REFERENCES people, total int);
CREATE TABLE lines (order_id int REFERENCES orders, line int, what text NOT NULL, PRIMARY KEY (order_id, line));
"""
DISTINCT = "SELECT DISTINCT p.id, p.name FROM people p", "SELECT p.id, p.name FROM people p"
JOINED = (
    "SELECT o.id FROM orders o JOIN people p ON p.id = o.person WHERE o.total > 5",
    ("SELECT id FROM orders WHERE total > 5"),
)
NOT_IN = (
    "SELECT id FROM people WHERE id NOT IN (SELECT person FROM orders)",
    ("SELECT id FROM people p WHERE NOT EXISTS (SELECT FROM orders o WHERE o.person = p.id)"),
)
LEFT = "SELECT o.id FROM orders o LEFT JOIN people p ON p.code = o.gift", "SELECT o.id FROM orders o"
COUNTED = "SELECT count(DISTINCT email) FROM people", "SELECT count(email) FROM people"

PROVED = {
    "distinct rows of a key": (*DISTINCT, "people.id is NOT NULL, `people_pkey` makes people (id) unique"),
    "distinct rows of a key of two columns": (
        "SELECT DISTINCT * FROM lines ORDER BY line", "SELECT * FROM lines ORDER BY line",
        "lines.line is NOT NULL, lines.order_id is NOT NULL, `lines_pkey` makes lines (order_id, line) unique",
    ),
    "distinct rows with one that is looked up": (
        "SELECT DISTINCT o.id, p.name FROM orders o LEFT JOIN people p ON o.gift = p.id",
        "SELECT o.id, p.name FROM orders o LEFT JOIN people p ON o.gift = p.id",
        "orders.id is NOT NULL, `orders_pkey` makes orders (id) unique, `people_pkey` makes people (id) unique",
    ),
    "a join that finds one": (
        *JOINED, "orders.person is NOT NULL, by `orders_person_fkey` each row of orders has its one of people",
    ),
    "two joins that find one": (
        "SELECT l.what FROM lines l JOIN orders o ON o.id = l.order_id JOIN people p ON o.person = p.id",
        "SELECT x.what FROM lines x",
        "lines.order_id is NOT NULL, orders.person is NOT NULL, "
        "by `lines_order_id_fkey` each row of lines has its one of orders, "
        "by `orders_person_fkey` each row of orders has its one of people",
    ),
    "a left join that finds one at most": (*LEFT, "`people_code_key` makes people (code) unique"),
    "counted values that are unique": (*COUNTED, "`people_email_key` makes people (email) unique"),
    "NOT IN without NULLs": (*NOT_IN, "orders.person is NOT NULL, people.id is NOT NULL"),
    "a default that is never needed": (
        "SELECT id FROM people WHERE coalesce(name, '') = $1", "SELECT id FROM people WHERE name = $1",
        "people.name is NOT NULL",
    ),
}  # fmt: skip

NOT_PROVED = {
    "a unique column that may be NULL": (
        "SELECT DISTINCT email FROM people", "SELECT email FROM people", "",
    ),
    "half of a key": ("SELECT DISTINCT order_id FROM lines", "SELECT order_id FROM lines", ""),
    "NULLs in the list": (
        "SELECT id FROM people WHERE id NOT IN (SELECT gift FROM orders)",
        "SELECT id FROM people p WHERE NOT EXISTS (SELECT FROM orders o WHERE o.gift = p.id)", "",
    ),
    "a foreign key that may be NULL": (
        "SELECT o.id FROM orders o JOIN people p ON p.id = o.gift", "SELECT o.id FROM orders o", "",
    ),
    "NULLs of an outer join": (
        "SELECT p.id FROM people p LEFT JOIN orders o ON o.id = p.boss "
        "WHERE o.person NOT IN (SELECT order_id FROM lines)",
        "SELECT p.id FROM people p LEFT JOIN orders o ON o.id = p.boss "
        "WHERE NOT EXISTS (SELECT FROM lines l WHERE l.order_id = o.person)", "",
    ),
    "a joined table that is used": (
        "SELECT p.name FROM orders o JOIN people p ON p.id = o.person", "SELECT p.name FROM orders o, people p", "",
    ),
    "a join with a further condition": (
        "SELECT o.id FROM orders o JOIN people p ON p.id = o.person AND p.code > 3", "SELECT o.id FROM orders o", "",
    ),
    "a join the other way round": (
        "SELECT p.id FROM people p JOIN orders o ON o.person = p.id", "SELECT p.id FROM people p", "",
    ),
    "a sample of the table": (
        "SELECT o.id FROM orders o JOIN people p TABLESAMPLE SYSTEM (50) ON p.id = o.person",
        "SELECT o.id FROM orders o", "",
    ),
    "parameters that were exchanged": (
        "SELECT DISTINCT id FROM people WHERE code > $1", "SELECT id FROM people WHERE code < $1", "",
    ),
    "another condition": (
        "SELECT DISTINCT id FROM people WHERE code > 3", "SELECT id FROM people WHERE code > 4", "",
    ),
    "a name that means another table inside": (
        "SELECT p.id FROM people p WHERE p.id NOT IN (SELECT p.person FROM orders p)",
        "SELECT p.id FROM people p WHERE NOT EXISTS (SELECT FROM orders p WHERE p.person = p.id)", "",
    ),
    "a common table expression of the same name": (
        "WITH people AS (SELECT 1 AS id UNION ALL SELECT 1) SELECT DISTINCT p.id FROM people p",
        "WITH people AS (SELECT 1 AS id UNION ALL SELECT 1) SELECT p.id FROM people p", "",
    ),
    # What the schema said when it was read does not hold any more, or is not as strict as it looked.
    "a key that is deferrable": (
        *DISTINCT, "ALTER TABLE people DROP CONSTRAINT people_pkey CASCADE, ADD PRIMARY KEY (id) DEFERRABLE",
    ),
    "a unique index of some rows": (
        *COUNTED,
        "ALTER TABLE people DROP CONSTRAINT people_email_key; CREATE UNIQUE INDEX ON people (email) WHERE code > 0",
    ),
    "a unique index under another collation": (
        *COUNTED,
        "ALTER TABLE people DROP CONSTRAINT people_email_key; CREATE UNIQUE INDEX ON people (email COLLATE \"POSIX\")",
    ),
    "a unique index of an expression": (
        *COUNTED, "ALTER TABLE people DROP CONSTRAINT people_email_key; CREATE UNIQUE INDEX ON people (lower(email))",
    ),
    "a key of a table that others inherit from": (*DISTINCT, "CREATE TABLE former () INHERITS (people)"),
    "a foreign key that was not validated": (
        *JOINED, "ALTER TABLE orders DROP CONSTRAINT orders_person_fkey; "
        "ALTER TABLE orders ADD FOREIGN KEY (person) REFERENCES people NOT VALID",
    ),
    "a foreign key that is not enforced": (
        *JOINED, "ALTER TABLE orders DROP CONSTRAINT orders_person_fkey; "
        "ALTER TABLE orders ADD FOREIGN KEY (person) REFERENCES people NOT ENFORCED",
    ),
    "a foreign key that is deferrable": (
        *JOINED, "ALTER TABLE orders ALTER CONSTRAINT orders_person_fkey DEFERRABLE",
    ),
    "a foreign key whose triggers are off": (*JOINED, "ALTER TABLE orders DISABLE TRIGGER ALL"),
    "a foreign key to rows that a policy hides": (*JOINED, "ALTER TABLE people ENABLE ROW LEVEL SECURITY"),
    "a NOT NULL that is gone": (*NOT_IN, "ALTER TABLE orders ALTER COLUMN person DROP NOT NULL"),
    "a NOT NULL that was not validated": (
        *NOT_IN, "ALTER TABLE orders ALTER COLUMN person DROP NOT NULL; "
        "ALTER TABLE orders ADD CONSTRAINT set NOT NULL person NOT VALID",
    ),
}  # fmt: skip


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def connection() -> AsyncIterator[Connection]:
    async with server(18) as address, await connect(address, "tests") as found:
        yield found


@pytest.mark.parametrize("name", PROVED)
async def test_constraints_prove(connection: Connection, name: str) -> None:
    old, new, how = PROVED[name]
    async with connection.transaction(force_rollback=True):
        await connection.execute(TABLES)
        found = await proof(connection, query(old), query(new), await read_schema(connection))
    assert found is not None and found.kind == "proved" and found.how == f"by constraint: {how}"


@pytest.mark.parametrize("name", NOT_PROVED)
async def test_nothing_is_proved_by(connection: Connection, name: str) -> None:
    old, new, then = NOT_PROVED[name]
    async with connection.transaction(force_rollback=True):
        await connection.execute(TABLES)
        schema = await read_schema(connection)
        if then:
            assert await proof(connection, query(old), query(new), schema), "it would be by the schema that was read"
            await connection.execute(then)
        assert await proof(connection, query(old), query(new), schema) is None
