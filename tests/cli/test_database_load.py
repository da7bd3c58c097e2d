"""`parallelproof database load`, as a person or a script uses it: files of SQL become a database to try queries on."""

from __future__ import annotations

import asyncio
import json
import os
import runpy
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest
import pytest_asyncio
from parallelproof.cli.exits import Exit
from parallelproof.forks.connecting_address import reachable
from parallelproof.postgres.embedded import Embedded

from tests.postgres.servers import embedded_in, user_home

pytestmark = pytest.mark.asyncio(loop_scope="module")
REPORT = json.loads(files("parallelproof.report").joinpath("report.schema.json").read_text())
EXAMPLES = Path(__file__).parents[2] / "examples"
SCHEMA = "CREATE TABLE orders (id int PRIMARY KEY, customer int);\nCREATE TABLE notes (text text);\n"
DATA = "INSERT INTO orders SELECT i, i % 500 FROM generate_series(1, 20000) i;\nCOPY notes FROM stdin;\nit's; ä\n\\.\n"
SLOW = "-- name: late\nSELECT id FROM orders WHERE id = ANY (SELECT o.id FROM orders o WHERE o.customer = :customer);\n"


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    with user_home() as folder:
        yield folder


@pytest_asyncio.fixture(scope="module", loop_scope="module", autouse=True)
async def embedded(home: Path) -> AsyncIterator[Embedded]:
    """It runs from the first command to the last, so that they are quick."""
    async with embedded_in(home) as embedded:
        yield embedded


@pytest.fixture
def scripts(tmp_path: Path) -> tuple[str, str]:
    """A schema and its data."""
    for name, text in (("schema.sql", SCHEMA), ("data.sql", DATA)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return str(tmp_path / "schema.sql"), str(tmp_path / "data.sql")


async def parallelproof(home: Path, *arguments: str, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XDG_STATE_HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    command = [sys.executable, "-m", "parallelproof", *arguments]
    return await asyncio.to_thread(
        subprocess.run, command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=240,
    )  # fmt: skip


async def load(home: Path, name: str, *scripts: str) -> dict[str, Any]:
    """What it printed, checked against its schema."""
    done = await parallelproof(home, "database", "load", *scripts, "--into", name, "--json")
    assert done.returncode == Exit.OK, done.stderr
    value = json.loads(done.stdout)
    jsonschema.validate(value, {**REPORT["$defs"]["loading"], "$defs": REPORT["$defs"]})
    return value


async def rows(embedded: Embedded, name: str, sql: str) -> list[tuple[Any, ...]]:
    async with await psycopg.AsyncConnection.connect(await reachable(f"copy:{name}", embedded)) as connection:
        return await (await connection.execute(sql.encode())).fetchall()


async def names(embedded: Embedded) -> set[str]:
    """The databases that there are."""
    async with await psycopg.AsyncConnection.connect(await embedded.address()) as connection:
        cursor = await connection.execute("SELECT datname FROM pg_database WHERE datname !~ '^(postgres|template.)$'")
        return {name for (name,) in await cursor.fetchall()}


async def test_files_become_a_copy_that_is_its_own_source(
    home: Path, embedded: Embedded, scripts: tuple[str, str]
) -> None:
    loaded = await load(home, "small", *scripts)
    assert loaded["is_new"]
    assert (loaded["copy"]["rows"], loaded["copy"]["source"]) == (20_001, "schema.sql, data.sql")
    assert loaded["copy"]["differences"] == []
    assert await rows(embedded, "small", "SELECT text FROM notes") == [("it's; ä",)]
    analysed = "SELECT count(*) FROM pg_stats WHERE tablename = 'orders'"
    assert await rows(embedded, "small", analysed) == [(2,)]
    (listed,) = json.loads((await parallelproof(home, "database", "list", "--json")).stdout)["copies"]
    assert listed == {**loaded["copy"], "size_bytes": listed["size_bytes"]}
    assert (await parallelproof(home, "database", "forget", "small")).stdout == "forgot small\n"
    assert await names(embedded) == set()


async def test_unchanged_files_are_not_loaded_again(home: Path, embedded: Embedded, scripts: tuple[str, str]) -> None:
    first = await load(home, "kept", *scripts)
    again = await load(home, "kept", *scripts)
    assert not again["is_new"]
    assert again["copy"]["taken_at"] == first["copy"]["taken_at"]
    said = (await parallelproof(home, "database", "load", *scripts, "--into", "kept")).stdout
    assert said == "`kept` holds 20,001 rows of schema.sql, data.sql already: nothing has changed.\n"
    Path(scripts[1]).write_text("INSERT INTO orders VALUES (7, 7);\n")
    assert (await load(home, "kept", *scripts))["is_new"]
    assert await rows(embedded, "kept", "SELECT * FROM orders") == [(7, 7)]


async def test_a_statement_that_fails_is_named_and_the_older_database_stays(
    home: Path, embedded: Embedded, scripts: tuple[str, str]
) -> None:
    await load(home, "older", *scripts)
    before = await names(embedded)
    Path(scripts[1]).write_text(f"{DATA}INSERT INTO orders\nVALUES (1, 1);\nINSERT INTO orders VALUES (0, 0);\n")
    done = await parallelproof(home, "database", "load", *scripts, "--into", "older")
    assert done.returncode == Exit.FAILED
    assert done.stderr.splitlines()[-1] == (
        f"parallelproof: The statement that ends on line 6 of {scripts[1]} failed, so nothing was loaded: "
        'duplicate key value violates unique constraint "orders_pkey".'
    )
    assert await rows(embedded, "older", "SELECT count(*) FROM orders") == [(20_000,)]
    assert await names(embedded) == before


async def test_a_copy_of_a_database_is_not_replaced(home: Path, embedded: Embedded, scripts: tuple[str, str]) -> None:
    await load(home, "source", *scripts)
    source = await reachable("copy:source", embedded)
    taken = await parallelproof(home, "database", "connect", source, "--into", "taken", "--yes")
    assert taken.returncode == Exit.OK, taken.stderr
    done = await parallelproof(home, "database", "load", *scripts, "--into", "taken")
    assert done.returncode == Exit.FAILED
    assert done.stderr.startswith("parallelproof: `taken` is a copy of `source` on ")
    assert done.stderr.endswith(": choose another name with --into, or forget it first.\n")


@pytest.mark.parametrize(
    ("name", "sql", "said"),
    [
        ("postgres", SCHEMA, "There is a database `postgres` already that is no copy: choose another name"),
        ("empty", "SELECT 1;\n", "Nothing was loaded, as no table is made in one.sql."),
        (
            "typo",
            "CREATE TABLE;\n",
            "The statement that ends on line 1 of one.sql failed, so nothing was loaded: syntax",
        ),
        ("gone", None, "one.sql cannot be read: No such file or directory."),
    ],
)
async def test_what_cannot_be_loaded_is_one_sentence(
    home: Path, tmp_path: Path, name: str, sql: str | None, said: str
) -> None:
    if sql is not None:
        (tmp_path / "one.sql").write_text(sql)
    done = await parallelproof(home, "database", "load", "one.sql", "--into", name, folder=tmp_path)
    assert done.returncode == Exit.FAILED
    assert done.stderr.splitlines()[-1].startswith(f"parallelproof: {said}")


async def test_queries_are_verified_measured_and_optimised_on_it(
    home: Path, embedded: Embedded, scripts: tuple[str, str], tmp_path: Path
) -> None:
    await load(home, "tried", *scripts)
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / "slow.sql").write_text(SLOW)
    (tmp_path / "fast.sql").write_text("-- name: late\nSELECT id FROM orders WHERE customer = :customer;\n")
    named = ("--database", "copy:tried", "--json")
    verified = await parallelproof(home, "verify", "slow.sql", "fast.sql", *named, folder=tmp_path)
    assert verified.returncode == Exit.OK, verified
    measured = await parallelproof(home, "measure", "slow.sql", "fast.sql", *named, folder=tmp_path)
    assert json.loads(measured.stdout)["database"], measured
    found = await parallelproof(home, "optimize", "slow.sql", *named, folder=tmp_path)
    (unit,) = json.loads(found.stdout)["units"]
    assert "win" in {trial["outcome"] for trial in unit["trials"]}, found.stdout
    lost = await parallelproof(home, "verify", "slow.sql", "fast.sql", "--database", "copy:no", folder=tmp_path)
    assert lost.returncode == Exit.FAILED
    assert lost.stderr.startswith("parallelproof: There is no copy `no`: `parallelproof database list` shows")


async def test_the_queries_of_the_example_run_on_its_data(home: Path, embedded: Embedded) -> None:
    loaded = await load(home, "shop", *(str(EXAMPLES / "database" / f"{name}.sql") for name in ("schema", "data")))
    assert loaded["copy"]["rows"] > 200_000
    run = runpy.run_path(str(EXAMPLES / "shop" / "queries.py"))["run"]
    with psycopg.connect(await reachable("copy:shop", embedded)) as connection:
        orders = run(connection, "orders_of_customer", customer=1)
        assert len(orders) == 50
        activity = run(connection, "activity_of_customers")
        assert (len(activity), activity[0][2:]) == (10_000, (802, 171))
