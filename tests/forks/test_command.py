"""`parallelproof forks` as a user runs it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import pytest_asyncio
from parallelproof.forks import names
from parallelproof.forks.copy import CopyForks
from parallelproof.postgres import connect

from tests.postgres.servers import server

from .providers import shop

pytestmark = pytest.mark.asyncio(loop_scope="module")
SCHEMA = json.loads(files("parallelproof.report").joinpath("report.schema.json").read_text())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def source() -> AsyncIterator[str]:
    async with server(18) as address:
        yield await shop(address)


async def forks(source: str, *arguments: str, cache: Path | None = None) -> tuple[int, str, str]:
    """Exit code, output and errors of the command."""
    environ = {**os.environ, "DATABASE_URL": source} | ({"XDG_CACHE_HOME": str(cache)} if cache else {})
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "parallelproof", "forks", *arguments,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, env=environ,
    )  # fmt: skip
    output, errors = await process.communicate()
    return process.returncode or 0, output.decode(), errors.decode()


async def listed(source: str, *arguments: str, cache: Path | None = None) -> list[dict[str, Any]]:
    code, output, errors = await forks(source, *arguments, "--json", cache=cache)
    assert not code, errors
    document = json.loads(output)
    jsonschema.validate(document, {**SCHEMA["$defs"]["forks"], "$defs": SCHEMA["$defs"]})
    return document["forks"]


async def test_one_is_made_used_listed_and_removed(source: str):
    assert await forks(source) == (0, "There are no forks.\n", "")
    code, output, errors = await forks(source, "make", "--ttl", "7200")
    assert not code and output.startswith("made parallelproof_fork_")
    assert errors.startswith("The copy of `shop` takes ")
    name, address = output.removeprefix("made ").strip().split(": ")
    connection = await connect(address, "tests")
    await connection.execute("CREATE INDEX ON orders (customer)")
    await connection.close()
    _, output, _ = await forks(source)
    heading, line = output.splitlines()
    assert heading.split() == ["name", "provider", "of", "age", "size", "expires", "in"]
    assert line.split()[:3] == [name, "copy", "shop"] and line.endswith("2.0 h")
    (value,) = await listed(source)
    assert (value["name"], value["orphan"], value["status"]) == (name, False, "ready")
    assert await forks(source, "remove", name) == (0, f"removed {name}\n", "")
    assert not await listed(source)


async def test_orphans_are_told_and_removed_and_others_stay(source: str):
    async with CopyForks(source, 1 << 30) as provider:
        living = await provider.create(source, None, names.make("fork", 600), 600)
        orphan = await provider.create(source, None, names.make("fork", 600, 2**22 + 1), 600)
        assert {one["name"]: one["orphan"] for one in await listed(source) if "_fork_" in one["name"]} == {
            living.name: False, orphan.name: True,
        }  # fmt: skip
        assert (await forks(source))[1].endswith("1 orphan: `parallelproof forks remove --orphans` removes them.\n")
        assert [one["name"] for one in await listed(source, "remove", "--orphans")] == [orphan.name]
        assert await forks(source, "remove", "--orphans") == (0, "nothing to be removed\n", "")
        assert len(await listed(source, "remove", "--all")) == 2
        assert not await listed(source)


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["remove"], 2, "one of the arguments NAME --all --orphans is required"),
        (["remove", "shop"], 3, "there is no fork `shop`: `parallelproof forks` lists them."),
        (["make", "--provider", "transaction"], 3, "name another."),
        (["make", "--set", "forkBytes=1000"], 3, "that `forkBytes` allows 0 kB are taken"),
        (["--database", "postgresql://ada:sekret@127.0.0.1:1/shop"], 3, "cannot be used: Connection refused."),
        (["make", "--provider", "clone", "--set", "forkTtlS=1"], 2, "--set: `forkTtlS` must be 60 or more"),
    ],
)
async def test_what_cannot_be_done_is_said(source: str, arguments: list[str], code: int, says: str):
    exited, output, errors = await forks(source, *arguments)
    assert (exited, output) == (code, "") and says in errors and "sekret" not in errors
    assert not await listed(source)


async def test_without_a_database_it_says_how_to_name_one():
    code, _, errors = await forks("")
    assert (code, errors) == (
        2,
        "parallelproof: forks: name the database with --database URL, or set DATABASE_URL; "
        "or a working tree with --folder.\n",
    )


async def test_a_working_tree_is_copied_with_its_changes(source: str, tmp_path: Path):
    project, cache = tmp_path / "project", tmp_path / "cache"
    project.mkdir()
    (project / "shop.py").write_text("PRICE = 1\n")
    folder = ("--folder", str(project))
    assert (await forks(source, "make", *folder, "--ttl", "0.1", cache=cache))[0] == 0
    await asyncio.sleep(0.7)
    code, output, errors = await forks(source, "make", *folder, cache=cache)
    assert (code, errors) == (0, "")
    name, copy = output.removeprefix("made ").strip().split(": ")
    assert (Path(copy) / "shop.py").read_text() == "PRICE = 1\n"
    (Path(copy) / "shop.py").write_text("PRICE = 2\n")
    (value,) = await listed(source, *folder, cache=cache)  # the one that had expired is gone
    assert (value["name"], value["provider"], value["address"]) == (name, "workspace", copy)
    assert await forks(source, "remove", *folder, name, cache=cache) == (0, f"removed {name}\n", "")
    assert not Path(copy).exists() and (project / "shop.py").read_text() == "PRICE = 1\n"
    assert (await forks(source, "make", *folder, "--provider", "copy"))[0] == 2
