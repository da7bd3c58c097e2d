"""Copies of what schemas can hold: all that a server of ours can have, and by name what it cannot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from parallelproof.ports import ForkFailed
from parallelproof.postgres.addresses import with_database

from tests.postgres.servers import server

from .copying import Servers, rows

pytestmark = pytest.mark.asyncio(loop_scope="module")
ODD = Path(__file__).with_name("odd.sql").read_text()
LEFT_OUT = {
    "extension btree_gist", "extension citext", "extension postgres_fdw", "server far",
    "user mapping postgres SERVER far", "table ci", "foreign table elsewhere", "view shown", "constraint ci ci_pkey",
    "constraint rooms rooms_r_during_excl", "fk constraint refs refs_ci_fkey",
}  # fmt: skip
KEYS = "SELECT conname, convalidated FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 ORDER BY 1"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def both() -> AsyncIterator[Servers]:
    async with server(15) as there, server(18) as here:
        await rows(there, "CREATE DATABASE odd")
        await rows(with_database(there, "odd"), ODD)
        yield Servers(with_database(there, "odd"), here)


@pytest.mark.parametrize("share", [1.0, 0.1])
async def test_what_can_be_copied_is_and_what_cannot_is_named(both: Servers, share: float) -> None:
    copy = await both.copied("odd", share)
    here = with_database(both.target, "odd")
    assert {one.partition(":")[0] for one in copy.origin.left_out} == LEFT_OUT
    assert "do not tell" not in repr(copy)
    assert await rows(here, KEYS) == [("broken_p_fkey", False), ("felt_mood_fkey", True), ("uses_a_b_fkey", True)]
    for table in ("moods", "rooms", "only parent", "child", "second"):
        contents = f"SELECT * FROM {table}"
        assert await rows(here, contents) == await rows(both.source, contents), table
    for table in ("felt", "uses", "broken", "parts"):
        ((whole,),) = await rows(both.source, f"SELECT count(*) FROM {table}")
        ((count,),) = await rows(here, f"SELECT count(*) FROM {table}")
        assert count == whole if share == 1 else 0.05 * whole < count < 0.3 * whole, table
    assert await rows(here, "SELECT stxname FROM pg_statistic_ext") == [("both_of_them",)]
    assert await rows(here, "SELECT 1 FROM pg_roles WHERE rolname = 'nobody_here'") == []


async def test_text_that_is_no_utf_8_is_a_sentence(both: Servers) -> None:
    postgres = with_database(both.source, "postgres")
    await rows(postgres, "CREATE DATABASE raw TEMPLATE template0 ENCODING 'SQL_ASCII' LOCALE 'C'")
    raw = with_database(both.source, "raw")
    await rows(raw, r"CREATE TABLE words AS SELECT E'caf\xe9' AS word")
    with pytest.raises(ForkFailed, match="invalid byte sequence"):
        await Servers(raw, both.target).copied("raw")
    assert "raw" not in await both.databases()
