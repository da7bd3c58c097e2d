"""What each rewrite in knowledge/sql/ gains on a shop of the stated size: the time of `after` in % of `before`'s."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from statistics import median
from typing import Any, Literal, cast

import pytest
from parallelproof.catalogue import load
from parallelproof.catalogue.load import knowledge_folder
from parallelproof.domain import Pattern
from parallelproof.postgres import Connection, connect

from tests.postgres.servers import server

from .rows import Row

_TIMES = 3
_PROPOSERS = ("rewrite", "materialized-view")
_FILL = """
INSERT INTO customers
SELECT i, 'Customer ' || i % 999, 'c' || i || '@example.org',
       (ARRAY['dk', 'de', 'fr', 'se', 'nl', 'it', 'es'])[1 + i % 7], i % 11, i % 4 = 0,
       timestamptz '2023-12-25 12:00+00' + i * interval '7 hours'
FROM generate_series(1, {customers}) i;
INSERT INTO orders
SELECT i, 1 + (i::bigint * 7919 % {customers}), CASE WHEN i % 3 > 0 THEN i % 1000 END,
       (ARRAY['new', 'paid', 'sent', 'void'])[1 + (hashint4(i) & 3)], i % 2100 * 1.25,
       timestamp '2023-11-28' + i * interval '8 hours',
       timestamp '2023-12-30' + i * interval '12 hours', timestamptz '2023-12-30 18:30+00' + i * interval '5 hours',
       ('00000000-0000-4000-8000-' || lpad(to_hex(i), 12, '0'))::uuid,
       jsonb_build_object('kind', CASE WHEN i % 500 = 0 THEN 'gift' ELSE 'plain' || i % 9 END,
                          'n', i % 300, 'text', md5(i::text))
FROM generate_series(1, {rows}) i;
INSERT INTO products SELECT i, 'sku-' || i, 'category ' || i % 40, i * 0.5, ARRAY['tag' || i % 1000]
FROM generate_series(1, {rows}) i;
INSERT INTO order_items
SELECT 1 + i % {rows}, i / {rows}, 1 + i::bigint * 7919 % {rows}, 1 + i % 4, i % 5
FROM generate_series(0, {rows} * 2) i;
INSERT INTO payments
SELECT i, 1 + i::bigint * 104729 % {rows}, 1 + i % (2 * {customers}), i % 1900 * 2.5,
       (ARRAY['card', 'cash', 'bank'])[1 + i % 3]
FROM generate_series(1, {rows}) i;
INSERT INTO reviews
SELECT i, 1 + i % {customers}, 1 + i % {rows}, 1 + i % 5 FROM generate_series(1, {rows} / 2) i;
INSERT INTO entries
SELECT i, 1 + i % 6, i / 6, timestamp '2024-01-01' + i * interval '1 hour', i::bigint * 37 % 101 * 0.75
FROM generate_series(1, {rows}) i;
ANALYZE;
"""


def rows(quick: bool) -> Iterator[Row]:
    """One row for each pattern; `quick` leaves out those that need the larger shops."""
    patterns = [one for one in load() if one.language == "sql" and one.proposer in _PROPOSERS]
    yield from asyncio.run(_measured([one for one in patterns if not quick or _check(one)["rows"] <= 10_000]))


async def _measured(patterns: list[Pattern]) -> list[Row]:
    found = []
    versions: tuple[Literal[18], Literal[15]] = (18, 15)
    for version in versions:
        mine = [one for one in patterns if _check(one).get("version", 18) == version]
        for size in sorted({_size(one) for one in mine}):
            try:
                async with _shop(version, *size) as connection:
                    found += [await _gain(connection, one) for one in mine if _size(one) == size]
            except pytest.skip.Exception as reason:
                print(f"sql: not measured: {reason}", file=sys.stderr)
    return found


@asynccontextmanager
async def _shop(version: Literal[15, 18], orders: int, customers: int) -> AsyncIterator[Connection]:
    """A shop with so many orders and customers."""
    tables = (knowledge_folder() / "sql" / "schema.sql").read_text().partition("INSERT INTO")[0]
    async with server(version, shared_buffers="512MB") as address:
        # VACUUM can mark pages for index-only scans once their commit is on disk.
        connection = await connect(address, "benchmark", synchronous_commit="on")
        await connection.execute(tables + _FILL.format(rows=orders, customers=customers))
        await connection.execute("VACUUM")
        try:
            yield connection
        finally:
            await connection.close()


async def _gain(connection: Connection, pattern: Pattern) -> Row:
    """The first example, before and after, in turn."""
    check = _check(pattern)
    async with connection.transaction(force_rollback=True):
        indexes = check.get("index", [])
        for index in [indexes] if isinstance(indexes, str) else indexes:
            await connection.execute(f"CREATE INDEX ON {index}")
        for statement in check.get("setup", []):
            await connection.execute(statement)
        for name, value in check.get("settings", {}).items():
            await connection.execute(f"SET LOCAL {name} = '{value}'")
        shares = []
        for _ in range(_TIMES):
            before = await _time_ms(connection, pattern, "before")
            shares.append(100 * await _time_ms(connection, pattern, "after") / before)
    name = f"{pattern.id}, {check['rows']:,} orders: time after the rewrite"
    return Row("sql", name, round(median(shares), 2), "%", round(100 / check["min_gain"], 2), _TIMES)


async def _time_ms(connection: Connection, pattern: Pattern, part: str) -> float:
    written = (pattern.folder / f"{part}.sql").read_text(encoding="utf-8")
    sql = re.split(r";\s*(?:\n|\Z)", written)[0]
    values = _check(pattern).get("measured", ())
    await connection.execute(f"PREPARE example AS {sql}")
    call = f"EXECUTE example({', '.join(map(repr, values))})" if values else "EXECUTE example"
    cursor = await connection.execute(f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) {call}")
    (answer,) = await cursor.fetchone() or ([{}],)
    await connection.execute("DEALLOCATE example")
    return float(answer[0]["Planning Time"]) + float(answer[0]["Execution Time"])


def _size(pattern: Pattern) -> tuple[int, int]:
    check = _check(pattern)
    return check["rows"], check.get("customers", check["rows"] // 20)


def _check(pattern: Pattern) -> dict[str, Any]:
    return cast(dict[str, Any], pattern.spec["check"])
