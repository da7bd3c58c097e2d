"""`verify` and `measure` of .sql files as a user runs them, on copies of a real database."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import AsyncIterator
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
import pytest_asyncio
from parallelproof.postgres import connect

from tests.postgres.servers import filled

pytestmark = pytest.mark.asyncio(loop_scope="module")

SCHEMA = json.loads(files("parallelproof.report").joinpath("report.schema.json").read_text())
DDL = """
CREATE TABLE orders (id int PRIMARY KEY, status text, total int);
INSERT INTO orders SELECT i, (ARRAY['new', 'paid'])[i % 2 + 1], i % 100 FROM generate_series(1, 20000) i;
CREATE TABLE refunds (order_id int);
INSERT INTO refunds SELECT i * 50 FROM generate_series(1, 300) i;
"""
SLOW = "SELECT id FROM orders WHERE id = ANY (SELECT o.id FROM orders o, refunds r WHERE o.id + 0 = r.order_id + 0);\n"
QUICK = "SELECT id FROM orders WHERE id IN (SELECT order_id FROM refunds);\n"
FILES = {
    "old.sql": "-- name: refunded\n" + SLOW + "-- name: late\nSELECT id FROM orders WHERE status <> 'paid';\n",
    "new.sql": "-- name: late\nSELECT id FROM orders WHERE NOT status = 'paid';\n\n-- name: refunded\n" + QUICK,
    "wrong.sql": "-- name: refunded\n" + QUICK + "-- name: late\nSELECT id FROM orders WHERE status = 'new';\n",
    "unsure.sql": "SELECT id FROM orders ORDER BY total LIMIT 3;\n",
    "parameter.sql": "SELECT id FROM orders WHERE total::text = :total;\n",
    "turned.sql": "SELECT id FROM orders WHERE :total = total::text;\n",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address() -> AsyncIterator[str]:
    async with filled(18, DDL) as shop:
        yield shop


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "pyproject.toml").write_text("")
    for name, text in FILES.items():
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    for variable in ("XDG_CACHE_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(variable, str(tmp_path / "home"))
    return tmp_path


async def parallelproof(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "parallelproof", *arguments]
    return await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, timeout=240, check=False)


def valid(text: str, kind: str) -> dict:
    """The document that was printed, which is as the schema says."""
    value = json.loads(text)
    jsonschema.validate(value, {**SCHEMA["$defs"][kind], "$defs": SCHEMA["$defs"]})
    return value


async def test_queries_of_the_same_names_are_held_against_each_other(address: str, folder: Path) -> None:
    ended = await parallelproof("verify", "old.sql", "new.sql", "--database", address)
    assert (ended.returncode, ended.stderr) == (0, ""), ended
    lines = ended.stdout.splitlines()
    assert lines[0] == "refunded:" and lines[3] == "late:" and "variations" in lines[2] and "rows-equal" in lines[2]
    ended = await parallelproof("verify", "old.sql", "wrong.sql", "--database", address, "--json")
    first, second = valid(ended.stdout, "verifications")["queries"]
    assert (ended.returncode, first["verdict"], second["verdict"]) == (1, "same", "counterexample")
    assert second["name"] == "late" and "where orders (id, status) holds" in second["counterexample"]["call"]


async def test_one_query_gives_one_verdict(address: str, folder: Path) -> None:
    ended = await parallelproof("verify", "parameter.sql", "turned.sql", "--database", address, "--json")
    assert ended.returncode == 0 and valid(ended.stdout, "verification")["verdict"] == "same", ended
    ended = await parallelproof("verify", "unsure.sql", "unsure.sql", "--database", address)
    assert ended.returncode == 4 and "LIMIT without a total order" in ended.stdout


async def test_which_query_costs_less(address: str, folder: Path) -> None:
    ended = await parallelproof("measure", "old.sql::refunded", "new.sql::refunded", "--database", address)
    assert (ended.returncode, ended.stderr) == (0, ""), ended
    assert ended.stdout.startswith("NEW is ") and "OLD: " in ended.stdout and " on refunds: " in ended.stdout
    ended = await parallelproof("measure", "old.sql::refunded", "new.sql::refunded", "--database", address, "--json")
    value = valid(ended.stdout, "comparison")
    assert value["speedup"] > 1 and value["database"]["baseline_blocks"] > 0


async def test_what_cannot_be_compared_is_told(address: str, folder: Path) -> None:
    for arguments, code, said in (
        (("old.sql", "new.sql"), 2, "--database URL"),
        (("old.sql", "unsure.sql", "--database", address), 2, "they must be as many"),
        (("old.sql::lost", "new.sql", "--database", address), 3, "no query is called lost"),
        (("old.sql", "new.py::f", "--database", address), 2, "cannot be compared"),
        (("old.sql", "nowhere.sql", "--database", address), 3, "nowhere.sql"),
        (("old.sql", "new.sql", "--database", address.replace("/shop?", "/lost?")), 3, "lost"),
    ):
        ended = await parallelproof("verify", *arguments)
        assert ended.returncode == code and said in ended.stderr, ended


async def test_no_fork_is_left_over(address: str, folder: Path) -> None:
    async with await connect(address, "tests") as connection:
        rows = await (await connection.execute("SELECT datname::text FROM pg_database")).fetchall()
    assert not [name for (name,) in rows if name.startswith("parallelproof")]
