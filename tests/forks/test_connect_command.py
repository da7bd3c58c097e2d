"""`parallelproof database`, as a person or a script uses it, on the embedded server."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import pytest_asyncio
from parallelproof.cli.exits import Exit
from parallelproof.forks.connecting_address import copy_named, reachable
from parallelproof.ports import ForkFailed
from parallelproof.postgres.addresses import with_database
from parallelproof.postgres.embedded import Embedded

from tests.postgres.servers import embedded_in, server, user_home

from .copying import rows

pytestmark = pytest.mark.asyncio(loop_scope="module")
SCHEMA = json.loads(files("parallelproof.report").joinpath("report.schema.json").read_text())


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with user_home() as folder:
        yield folder


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def embedded(home: Path) -> AsyncIterator[Embedded]:
    """It runs from the first command to the last, so that they are quick."""
    async with embedded_in(home) as embedded:
        yield embedded


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop() -> AsyncIterator[str]:
    async with server(18) as address:
        await rows(address, "CREATE DATABASE shop")
        source = with_database(address, "shop")
        await rows(
            source, "CREATE TABLE orders AS SELECT id, id % 7 AS customer FROM generate_series(1, 9000) id; ANALYZE"
        )
        yield source


def run(home: Path, *arguments: str, stdin: int = subprocess.DEVNULL) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XDG_STATE_HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    command = [sys.executable, "-m", "parallelproof", "database", *arguments]
    return subprocess.run(command, env=environment, stdin=stdin, capture_output=True, text=True, timeout=240)


def document(done: subprocess.CompletedProcess[str], part: str) -> dict:
    """What it printed, checked against its schema."""
    assert done.returncode == Exit.OK, done.stderr
    value = json.loads(done.stdout)
    jsonschema.Draft202012Validator({**SCHEMA["$defs"][part], "$defs": SCHEMA["$defs"]}).validate(value)
    return value


async def test_a_copy_is_planned_taken_listed_and_forgotten(home: Path, embedded: Embedded, shop: str) -> None:
    planned = document(run(home, "connect", shop, "--json"), "connection")
    assert planned["copy"] is None
    assert planned["plan"]["tables"] == [
        {"schema": "public", "name": "orders", "rows": 9000, "size_bytes": planned["plan"]["tables"][0]["size_bytes"]}
    ]
    assert document(run(home, "list", "--json"), "copies")["copies"] == []
    taken = document(run(home, "connect", shop, "--sample", "25%", "--into", "part", "--yes", "--json"), "connection")
    assert taken["copy"]["name"] == "part"
    assert 1_500 < taken["copy"]["rows"] < 3_000
    assert document(run(home, "list", "--json"), "copies")["copies"] == [taken["copy"]]
    assert copy_named(shop) is None
    address = await reachable("copy:part", embedded)
    ((count,),) = await rows(address, "SELECT count(*) FROM orders")
    assert count == taken["copy"]["rows"]
    with pytest.raises(ForkFailed, match="There is no copy `postgres`"):
        await reachable("copy:postgres", embedded)
    shown = run(home, "list").stdout
    assert "part" in shown
    assert "(25 %)" in shown
    assert document(run(home, "forget", "part", "--json"), "copies")["copies"][0]["name"] == "part"
    again = run(home, "forget", "part")
    assert (again.returncode, again.stderr) == (
        Exit.FAILED,
        "parallelproof: There is no copy `part`: `parallelproof database list` shows those that there are.\n",
    )


async def test_a_person_is_told_and_asked_first(home: Path, shop: str) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, b"no\n")
    done = run(home, "connect", shop, stdin=theirs)
    os.close(ours)
    os.close(theirs)
    assert done.returncode == Exit.OK, done.stderr
    assert "Will copy all rows of 1 table of `shop` on /tmp/" in done.stdout
    assert "public.orders: about 9,000 rows" in done.stdout
    assert "The source is only read: on one connection" in done.stdout
    assert done.stdout.endswith("Take the copy? [y/N] Nothing was copied.\n")


async def test_nobody_to_ask_takes_no_copy(home: Path, shop: str) -> None:
    done = run(home, "connect", shop)
    assert done.returncode == Exit.USAGE
    assert done.stderr.endswith("add --yes to take the copy.\n")


@pytest.mark.parametrize("share", ["0", "1.5", "-0.1", "half", "nan"])
async def test_a_share_that_is_none_is_a_usage_error(home: Path, share: str) -> None:
    assert run(home, "connect", "postgresql:///shop", f"--sample={share}").returncode == Exit.USAGE


async def test_a_database_that_cannot_be_reached_is_one_sentence(home: Path) -> None:
    done = run(home, "connect", "postgresql://ada:secret@127.0.0.1:1/shop", "--yes")
    assert done.returncode == Exit.FAILED
    assert done.stderr.startswith("parallelproof: The database `shop` on 127.0.0.1:1 cannot be used: ")
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr
