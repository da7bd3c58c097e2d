"""Loops that run a query for each row of another become one query. Each case is a file of golden/sql_n_plus_one."""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import pytest_asyncio
from parallelproof.domain import Snapshot, Strategy
from parallelproof.languages.python.units import units
from parallelproof.optimize.proposers.sql.batching import batched
from parallelproof.optimize.proposers.sql.n_plus_one import NPlusOne

from ..postgres.servers import server

CASES = sorted((Path(__file__).parent.parent / "golden" / "sql_n_plus_one").glob("*.md"))
BLOCKS = re.compile(r"````python\n(.*?)````\n\n````written\n(.*?)````", re.DOTALL)

DDL = """
CREATE TABLE customer (id int PRIMARY KEY, name text);
CREATE TABLE orders (id int PRIMARY KEY, customer_id int, status text, total numeric);
INSERT INTO customer SELECT i, 'c' || i FROM generate_series(1, 60) i;
INSERT INTO orders SELECT i, nullif(i % 70, 5), (ARRAY['open', 'done', 'lost'])[1 + i % 3], (i * 37 % 100) / 4.0
    FROM generate_series(1, 400) i;
INSERT INTO orders SELECT 1000 + i, 7, 'open', 3 FROM generate_series(1, 5) i;
"""


def rewritten(text: str) -> list[str]:
    """The text with each candidate, for every function in it."""
    snapshot = Snapshot("file:///case.py", 1, "python", text)
    candidates = [found for unit in units(text, snapshot.uri) for found in NPlusOne().propose(snapshot, unit, ())]
    for candidate in candidates:
        assert candidate.strategy is Strategy.DATABASE
        assert candidate.unit.language == "python"
    return [candidate.change.apply(text) for candidate in candidates]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_loop_and_what_becomes_of_it(path: Path) -> None:
    case = path.read_text("utf-8")
    match = BLOCKS.search(case)
    assert match, "a case is a block of python and a block of what is written"
    written = "\n".join(rewritten(match[1])) or "nothing\n"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(case[: match.start(2)] + written + case[match.end(2) :], "utf-8")
    else:
        assert written == match[2]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address() -> AsyncIterator[str]:
    async with server(18) as found:
        with psycopg.connect(found, autocommit=True) as connection:
            connection.execute(DDL)
        yield found


def run(text: str, address: str) -> Any:
    """What the function of a case gives on the database."""
    names: dict[str, Any] = {}
    exec(compile(text, "case", "exec"), names)
    with psycopg.connect(address) as connection:
        return names["f"](connection)


@pytest.mark.asyncio(loop_scope="module")
@pytest.mark.parametrize(
    "name",
    ["one-row", "many-rows", "aggregates", "chained", "iterated", "all-rows-kept", "by-name", "aggregates-by-name"],
)
async def test_both_give_the_same_on_a_database(name: str, address: str) -> None:
    case = next(path for path in CASES if path.stem == name)
    match = BLOCKS.search(case.read_text("utf-8"))
    assert match and "ANY(" in match[2]
    before = run(match[1], address)
    assert before
    assert run(match[2], address) == before


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("SELECT a FROM t WHERE k = $1", "SELECT a, k FROM t WHERE k = ANY($1)"),
        ("SELECT * FROM t AS x WHERE $1 = x.k AND b = 2", "SELECT *, x.k FROM t AS x WHERE x.k = ANY($1) AND b = 2"),
        ("SELECT SUM(a) AS s FROM t WHERE k = $1", "SELECT SUM(a) AS s, k FROM t WHERE k = ANY($1) GROUP BY k"),
        ("SELECT a FROM t WHERE k = $1 FOR UPDATE", None),
        ("SELECT DISTINCT a FROM t WHERE k = $1", None),
        ("SELECT a FROM t WHERE k = $1 OFFSET 1", None),
        ("SELECT a FROM t WHERE NOT k = $1", None),
        ("SELECT a FROM t WHERE k = $1 AND j > $1", None),
        ("SELECT a FROM t WHERE LOWER(k) = $1", None),
        ("SELECT a FROM t JOIN u ON u.k = $1", None),
        ("SELECT a FROM t WHERE EXISTS(SELECT 1 FROM u WHERE u.k = $1)", None),
        ("SELECT a, CURRENT_TIMESTAMP FROM t WHERE k = $1", None),
        ("SELECT COUNT(*), MAX(a) + 1 FROM t WHERE k = $1", None),
        ("SELECT STRING_AGG(a, ',') FROM t WHERE k = $1", None),
        ("SELECT a FROM t WHERE k = $1 UNION ALL SELECT b FROM u", None),
        ("WITH c AS (SELECT 1 AS k) SELECT k FROM c WHERE k = $1", None),
    ],
)
def test_a_query_for_many_keys(sql: str, expected: str | None) -> None:
    found = batched(sql, 1)
    assert (found.sql if found else None) == expected
