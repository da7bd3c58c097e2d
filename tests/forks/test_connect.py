"""A copy of a database: that it is whole or a consistent sample, and how little it asks of the source."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from parallelproof.forks import names
from parallelproof.forks.connecting import Copy, forgotten, listed, planned
from parallelproof.forks.connecting_rows import Pace
from parallelproof.ports import ForkFailed
from parallelproof.postgres.addresses import with_database
from psycopg.conninfo import make_conninfo

from .copying import TABLES, Servers, connected, rows, servers

pytestmark = pytest.mark.asyncio(loop_scope="module")
CONTENTS = "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def both() -> AsyncIterator[Servers]:
    async with servers() as both:
        yield both


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def whole(both: Servers) -> Copy:
    return await both.copied()


async def test_a_whole_copy_holds_every_row_and_what_stands_around_them(both: Servers, whole: Copy) -> None:
    there, here = both.source, with_database(both.target, "shop")
    for table in TABLES:
        assert await rows(here, CONTENTS.format(table)) == await rows(there, CONTENTS.format(table)), table
    assert whole.origin.rows == 72_020
    for catalogue in (
        "SELECT conname, pg_get_constraintdef(oid), convalidated FROM pg_constraint WHERE contype IN ('p', 'f', 'u') "
        "AND connamespace = 'public'::regnamespace ORDER BY 1",
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND indexname <> 'customers_trgm' "
        "ORDER BY 1",
        "SELECT sequencename, last_value FROM pg_sequences ORDER BY 1",
        "SELECT * FROM monthly",
        "SELECT count(*), sum(total) FROM big",
    ):
        assert await rows(here, catalogue) == await rows(there, catalogue)
    assert await rows(here, "SELECT evtname FROM pg_event_trigger") == []
    ((analysed,),) = await rows(here, "SELECT count(*) FROM pg_stats WHERE schemaname = 'public'")
    assert analysed > 10


async def test_a_copy_says_what_it_is_of_and_how_it_differs(both: Servers, whole: Copy) -> None:
    (noted,) = [one for one in await listed(both.target) if one.name == "shop"]
    assert noted.origin == whole.origin
    assert whole.origin.source.startswith("`shop` on /tmp/")
    assert whole.origin.differences == (
        "The source runs on PostgreSQL 15, the copy on 18.",
        "The copy lacks the extension `pg_trgm`.",
        "The copy lacks index customers_trgm.",
    )
    assert whole.origin.left_out == (
        'extension pg_trgm: extension "pg_trgm" is not available',
        'index customers_trgm: operator class "public.gin_trgm_ops" does not exist for access method "gin"',
    )


async def test_a_sample_keeps_every_foreign_key_though_keys_run_in_circles(both: Servers) -> None:
    copy = await both.copied("part", share=0.1)
    here = with_database(both.target, "part")
    ((customers, orders, lines, nodes),) = await rows(
        here,
        "SELECT (SELECT count(*) FROM customers), (SELECT count(*) FROM orders), (SELECT count(*) FROM lines), "
        "(SELECT count(*) FROM nodes)",
    )
    assert 3_000 < lines < 5_000  # Nothing refers to a line: it is a tenth of 40,000.
    assert lines / 2 <= orders < 8_000  # The tenth of its own, and those of the lines.
    assert orders / 8 < customers < 5_000
    assert nodes == 4_000  # Each refers to the next one, round and round.
    ((valid, all_of_them),) = await rows(
        here, "SELECT count(*) FILTER (WHERE convalidated), count(*) FROM pg_constraint WHERE contype = 'f'"
    )
    assert valid == all_of_them == 5
    assert "The copy holds 10 % of the rows, and those that they refer to." in copy.origin.differences
    sampled = await rows(here, "SELECT id, name, referrer, note FROM customers")
    assert set(sampled) <= set(await rows(both.source, "SELECT id, name, referrer, note FROM customers"))


async def test_the_plan_says_what_will_happen_and_does_nothing(both: Servers) -> None:
    before = await both.databases()
    plan = await planned(both.source, both.target, "another", 0.5)
    assert [(table.schema, table.name) for table in plan.readable if table.rows == 20_000] == [("public", "orders")]
    assert (plan.missing, plan.unreadable, plan.replaces) == (("pg_trgm",), (), None)
    assert 0 < plan.size_bytes < (await planned(both.source, both.target, "another")).size_bytes
    assert plan.estimated_s > 0
    assert await both.databases() == before


async def test_the_source_is_read_on_one_connection_with_the_weakest_locks(both: Servers) -> None:
    copying = asyncio.create_task(both.copied("watched", bytes_per_s=2e6))
    seen, modes = [], set()
    async with connected(both.source) as watching:
        while not copying.done():
            cursor = await watching.execute(
                "SELECT pid, mode, locktype FROM pg_stat_activity LEFT JOIN pg_locks USING (pid) "
                "WHERE application_name LIKE 'parallelproof copy'"
            )
            found = await cursor.fetchall()
            seen.append(len({pid for pid, _, _ in found}))
            modes |= {mode for _, mode, kind in found if kind == "relation"}
            await asyncio.sleep(0.02)
    await copying
    assert max(seen) == 1
    assert modes == {"AccessShareLock"}


async def test_a_role_that_may_only_read_is_enough(both: Servers) -> None:
    await rows(
        both.source,
        "CREATE ROLE reader LOGIN; GRANT USAGE ON SCHEMA odd TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA "
        "public, odd TO reader; CREATE TABLE secrets (id int); CREATE TABLE tenants (id int); GRANT SELECT ON "
        "tenants TO reader; ALTER TABLE tenants ENABLE ROW LEVEL SECURITY",
    )
    reader = Servers(make_conninfo(both.source, user="reader"), both.target)
    try:
        plan = await planned(reader.source, reader.target, "read")
        assert [table.name for table in plan.unreadable] == ["secrets"]
        copy = await reader.copied("read")
    finally:
        await rows(both.source, "DROP TABLE secrets, tenants; DROP OWNED BY reader; DROP ROLE reader")
    assert copy.origin.rows == 72_020
    here = with_database(both.target, "read")
    assert await rows(here, "SELECT nextval('customers_id_seq'), nextval('orders_id_seq')") == [(5001, 20001)]
    assert "table public.secrets: the role may not read it" in copy.origin.left_out
    hidden = "Row level security of the source hides rows of `public.tenants`, which the copy lacks."
    assert hidden in copy.origin.differences


async def test_a_newer_copy_takes_the_place_of_the_older_one_and_of_nothing_else(both: Servers) -> None:
    first = await both.copied("again", share=0.1)
    plan = await planned(both.source, both.target, "again")
    assert plan.replaces == first.origin
    second = await both.copied("again", share=0.2)
    assert [copy.origin for copy in await listed(both.target) if copy.name == "again"] == [second.origin]
    await rows(both.target, "CREATE DATABASE mine")
    with pytest.raises(ForkFailed, match="`mine` already that is no copy: choose another name with --into"):
        await planned(both.source, both.target, "mine")
    for name in ("postgres", "template1", names.make("fork", 60), ""):
        with pytest.raises(ForkFailed):
            await planned(both.source, both.target, name or "x" * 64)


async def test_only_copies_are_forgotten(both: Servers) -> None:
    await both.copied("gone", share=0.1)
    assert (await forgotten(both.target, "gone")).name == "gone"
    for name in ("gone", "postgres"):
        with pytest.raises(ForkFailed, match=f"There is no copy `{name}`"):
            await forgotten(both.target, name)


async def test_reading_is_no_faster_than_agreed() -> None:
    began = time.monotonic()
    pace = Pace(100_000)
    for _ in range(50):
        await pace.take(1_000)
    assert time.monotonic() - began >= 0.35
