"""Pairs of queries under the real verifier: wrong rewrites are caught, right ones pass, the rest is refused.

Each file of `wrong/`, `right/` and `refused/` holds `old`, `new` (but for what is refused anyway), a `reason` that the
refusal must hold, `bindings` of $1 (one a line), a `schema` of its own, if it needs another than `shop.sql`, and the
`proof` if there is one. To add a case, add a file.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from parallelproof.domain import Binding, Counterexample, Evidence, Failure, Query, Span, Unit, Verdict
from parallelproof.postgres import Connection, connect
from parallelproof.postgres.schema import read_schema
from parallelproof.verify.rows import RowsVerifier
from psycopg.conninfo import make_conninfo

from tests.postgres.servers import server

HERE = Path(__file__).parent

pytestmark = pytest.mark.asyncio(loop_scope="module")


def cases(folder: str) -> pytest.MarkDecorator:
    """One run of the test for each file of the folder."""
    paths = sorted((HERE / folder).glob("*.md"))
    blocks = [dict(re.findall(r"^```(\w+)\n(.*?)\n```$", path.read_text(), re.M | re.S)) for path in paths]
    return pytest.mark.parametrize("case", blocks, ids=[path.stem for path in paths])


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address(request: pytest.FixtureRequest) -> AsyncIterator[str]:
    async with server(getattr(request, "param", 18)) as found:
        async with await connect(found, "tests") as connection:
            await connection.execute("CREATE DATABASE shop")
        async with await connect(make_conninfo(found, dbname="shop"), "tests") as connection:
            await connection.execute((HERE / "shop.sql").read_bytes())
            await connection.execute("ANALYZE")
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(address: str) -> AsyncIterator[Connection]:
    async with await connect(make_conninfo(address, dbname="shop"), "tests", TimeZone="UTC") as connection:
        yield connection


def query(sql: str, name: str = "the query") -> Query:
    parameters = ("1",) if "$1" in sql else ()
    unit = Unit("file:///queries.sql", name, name, "sql", Span(0, len(sql)), sql)
    return Query(unit, sql, "numeric" if parameters else "none", parameters)


async def judge(address: str, shop: Connection, case: dict[str, str]) -> Verdict:
    """What the verifier says of the two, the only caller of what is tested here."""
    if "schema" not in case:
        return await _judge(shop, case)
    async with await connect(address, "tests") as connection:
        await connection.execute("DROP DATABASE IF EXISTS own")
        await connection.execute("CREATE DATABASE own")
    async with await connect(make_conninfo(address, dbname="own"), "tests", TimeZone="UTC") as own:
        await own.execute(case["schema"].encode())
        return await _judge(own, case)


async def _judge(connection: Connection, case: dict[str, str]) -> Verdict:
    values = case["bindings"].split("\n") if "bindings" in case else []
    bindings = [Binding((None if value == "NULL" else value,), "typical") for value in values] or [Binding((), "")]
    old, new = query(case["old"]), query(case.get("new", case["old"]))
    return await RowsVerifier().verify(connection, old, new, bindings, await read_schema(connection))


@cases("wrong")
async def test_a_wrong_rewrite_is_shown_with_what_tells(address: str, shop: Connection, case: dict[str, str]) -> None:
    verdict = await judge(address, shop, case)
    assert isinstance(verdict, Counterexample), verdict
    assert verdict.call.startswith("the query") and verdict.expected != verdict.actual, verdict


@pytest.mark.parametrize("address", [15], indirect=True)
@cases("right")
async def test_a_right_rewrite_passes_with_evidence(address: str, shop: Connection, case: dict[str, str]) -> None:
    verdict = await judge(address, shop, case)
    assert isinstance(verdict, tuple), verdict
    *proofs, evidence = verdict
    assert isinstance(evidence, Evidence) and evidence.kind == "rows-equal" and evidence.count > 30, verdict
    assert [(one.kind, one.how) for one in proofs] == [("proved", case["proof"]) for _ in range("proof" in case)]


@cases("refused")
async def test_what_may_give_other_rows_is_refused(address: str, shop: Connection, case: dict[str, str]) -> None:
    verdict = await judge(address, shop, case)
    assert isinstance(verdict, Failure), verdict
    assert case["reason"] in verdict.reason, verdict


async def test_where_there_is_no_time_for_enough_variations_nothing_is_said_to_be_the_same(shop: Connection) -> None:
    old, new = query("SELECT DISTINCT id FROM orders"), query("SELECT id FROM orders")
    schema = await read_schema(shop)
    verdict = await RowsVerifier(varied_s=0.0).verify(shop, old, new, [Binding((), "")], schema)
    assert isinstance(verdict, Failure) and "too few to show that the rows are the same" in verdict.reason
