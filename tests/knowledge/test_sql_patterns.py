"""Every folder of knowledge/sql/ proves itself on a real server: found and rewritten as shown, look-alikes left alone,
same rows with the same names and types of columns, on data with NULLs and duplicates and on empty tables.

To add a pattern, add a folder. A statement's parameters are bound to `values` of its `check`.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from parallelproof.catalogue import load
from parallelproof.catalogue.load import knowledge_folder
from parallelproof.domain import Pattern, Schema, Snapshot
from parallelproof.languages.sql.queries import queries
from parallelproof.optimize.proposers.sql.rewrite import Rewrite
from parallelproof.optimize.proposers.sql.rewrites.engine import rewrites
from parallelproof.optimize.proposers.sql.rewrites.trees import parsed, text
from parallelproof.postgres import Connection, connect
from parallelproof.postgres.schema import read_schema

from tests.postgres.servers import server

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATTERNS = [pattern for pattern in load() if pattern.language == "sql" and pattern.proposer == "rewrite"]
every_pattern = pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.id)
SHOP = knowledge_folder() / "sql" / "schema.sql"
ZONES = ("UTC", "America/Havana")
"""In the second one midnight comes twice on a day in November."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop() -> AsyncIterator[tuple[Connection, Schema]]:
    async with server(18) as address:
        connection = await connect(address, "tests")
        await connection.execute(SHOP.read_text())
        for pattern in PATTERNS:
            if (own := pattern.folder / "schema.sql").exists():
                await connection.execute(own.read_text())
        await connection.execute("ANALYZE")
        yield connection, await read_schema(connection)
        await connection.close()


Shop = tuple[Connection, Schema]


@every_pattern
async def test_before_becomes_after(pattern: Pattern, shop: Shop) -> None:
    assert [normal(first(sql, shop[1], pattern) or sql) for sql in statements(pattern, "before")] == [
        normal(sql) for sql in statements(pattern, "after")
    ]


@every_pattern
async def test_a_candidate_is_the_whole_change_of_a_file(pattern: Pattern, shop: Shop) -> None:
    document = Snapshot("file:///shop.sql", 1, "sql", (pattern.folder / "before.sql").read_text(encoding="utf-8"))
    found = [next(iter(Rewrite().propose(document, query, shop[1], [pattern]))) for query in queries(document)]
    assert [normal(one.change.apply(document.text)[one.unit.span.start :].split(";\n")[0]) for one in found] == [
        normal(sql) for sql in statements(pattern, "after")
    ]
    assert {(one.pattern, one.proposer, one.why) for one in found} == {(pattern.id, "rewrite", pattern.title)}


@every_pattern
async def test_after_is_left_alone(pattern: Pattern, shop: Shop) -> None:
    assert [first(sql, shop[1], pattern) for sql in statements(pattern, "after")] == [None] * count(pattern)


@every_pattern
async def test_look_alikes_are_left_alone(pattern: Pattern, shop: Shop) -> None:
    unsafe = statements(pattern, "unsafe")
    assert len(unsafe) >= 2
    assert {sql: first(sql, shop[1], pattern) for sql in unsafe} == dict.fromkeys(unsafe)
    for sql in unsafe:
        await answer(shop[0], sql, pattern)


@every_pattern
async def test_both_give_the_same_rows(pattern: Pattern, shop: Shop) -> None:
    connection, schema = shop
    answered = 0
    for sql in statements(pattern, "before"):
        for zone in ZONES:
            await connection.execute(f"SET TimeZone = '{zone}'")
            expected = await answer(connection, sql, pattern)
            for new in rewrites(sql, schema, pattern):
                assert await answer(connection, new, pattern) == expected
            answered += len(expected[1])
    assert answered > count(pattern)


@every_pattern
async def test_both_give_the_same_rows_of_empty_tables(pattern: Pattern, shop: Shop) -> None:
    connection, schema = shop
    tables = sorted(table.qualified for table in schema.tables if table.kind == "table")
    subsets = [tables, *([table] for table in tables)]
    for empty in subsets:
        async with connection.transaction(force_rollback=True):
            await connection.execute(f"TRUNCATE {', '.join(empty)} CASCADE")
            for sql in statements(pattern, "before"):
                expected = await answer(connection, sql, pattern)
                for new in rewrites(sql, schema, pattern):
                    assert await answer(connection, new, pattern) == expected


async def test_a_document_holds_a_parameter_of_any_kind(shop: Shop) -> None:
    connection, schema = shop
    pattern = next(one for one in PATTERNS if one.id == "json-equals")
    long = "9" * 120
    values = [
        "gift",
        "5",
        "1.50",
        "-0.5",
        "true",
        "null",
        "",
        "[",
        '["gift"]',
        '{"a": 1}',
        "1e3",
        "0x1",
        long,
        "9" * 99,
    ]
    documents = [*values, '"5"', '"true"', '"1.50"', '"gift"', '"null"', '""', '"["', '"[1]"', f'"{long}"', "1.500"]
    sql = statements(pattern, "before")[2]
    (new,) = rewrites(sql, schema, pattern)
    async with connection.transaction(force_rollback=True):
        for number, document in enumerate(documents, 900):
            with contextlib.suppress(ValueError):
                json.loads(document)
                await connection.execute(
                    "INSERT INTO orders (id, customer_id, status, created_at, data) "
                    "VALUES (%s, 1, 'new', now(), %s::jsonb)",
                    [number, f'{{"kind": {document}}}'],
                )
        await connection.execute(f"PREPARE old (text) AS {sql}")
        await connection.execute(f"PREPARE new (text) AS {new}")
        for mode in ("force_custom_plan", "force_generic_plan"):
            await connection.execute(f"SET LOCAL plan_cache_mode = {mode}")
            for value in [*values, "[1]", None]:
                literal = "NULL" if value is None else f"'{value}'"
                old, new = [
                    sorted(await (await connection.execute(f"EXECUTE {name} ({literal})")).fetchall())
                    for name in ("old", "new")
                ]
                assert old == new, value
                assert old or value in ("1e3", "0x1", None)
        await connection.execute("DEALLOCATE ALL")


@every_pattern
async def test_the_texts_are_for_people(pattern: Pattern, shop: Shop) -> None:
    assert 2 <= len(pattern.symptoms) <= 6
    assert pattern.sources and all(source.startswith("https://") for source in pattern.sources)
    assert len(pattern.why) > 100


def statements(pattern: Pattern, part: str) -> list[str]:
    """The statements of one of the pattern's example files, each with the comment above it."""
    written = (pattern.folder / f"{part}.sql").read_text(encoding="utf-8")
    return [sql.strip() for sql in re.split(r";\s*(?:\n|\Z)", written) if sql.strip()]


def count(pattern: Pattern) -> int:
    """How many examples the pattern has."""
    return len(statements(pattern, "before"))


def first(sql: str, schema: Schema, pattern: Pattern) -> str | None:
    """What the pattern makes of a statement, first of all."""
    return next(rewrites(sql, schema, pattern), None)


def normal(sql: str) -> str:
    """A statement as sqlglot writes it."""
    return text(parsed(sql))


async def answer(connection: Connection, sql: str, pattern: Pattern) -> tuple[list[Any], list[Any]]:
    """Names and types of the columns, and the rows: in any order, unless the statement ends in an ORDER BY."""
    check: dict[str, Any] = pattern.spec["check"]  # type: ignore[assignment]
    values = [f"'{value}'" for value in check.get("values", ())][: len(set(re.findall(r"\$\d", sql)))]
    await connection.execute(f"PREPARE example AS {sql}")
    try:
        cursor = await connection.execute(f"EXECUTE example({', '.join(values)})" if values else "EXECUTE example")
        rows = [tuple(map(str, row)) for row in await cursor.fetchall()]
        assert cursor.description
        columns = [(column.name, column.type_display) for column in cursor.description]
    finally:
        await connection.execute("DEALLOCATE example")
    ordered = parsed(sql).args.get("order") is not None
    return columns, rows if ordered else sorted(rows)
