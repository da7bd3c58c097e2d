"""`parallelproof optimize` of functions that use a database, as a user runs it: on a copy, with evidence, applied."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.postgres.servers import embedded_in, user_home

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox can fence a database in on Linux"),
]
DATA = Path(__file__).parent.parent / "verify" / "database" / "shop.sql"
SHOP = '''\
def customers(conn, least: int) -> list[tuple[int, str | None]]:
    """Orders with the names of their customers."""
    names = []
    for order_id, customer_id in conn.execute("SELECT id, customer_id FROM orders WHERE id >= %s", (least,)).fetchall():
        row = conn.execute("SELECT name FROM customer WHERE id = %s", (customer_id,)).fetchone()
        names.append((order_id, row[0] if row else None))
    return names


def renamed(conn, city: str) -> None:
    """Writes for good: it is refused, with the reason."""
    found = []
    for (customer_id,) in conn.execute("SELECT id FROM customer WHERE city = %s", (city,)).fetchall():
        found.append(customer_id)
    conn.execute("UPDATE customer SET name = upper(name) WHERE id = ANY(%s)", (found,))
    conn.commit()
'''


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def home() -> AsyncIterator[Path]:
    """A user's folder with a copy called `shop`, whose server runs."""
    with user_home() as home:
        async with embedded_in(home):
            loaded = await parallelproof(home, home, "database", "load", str(DATA), "--into", "shop")
            assert loaded.returncode == 0, loaded
            yield home


async def parallelproof(home: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "parallelproof", *arguments]
    environment = {**os.environ, "XDG_STATE_HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    environment.pop("DATABASE_URL", None)
    return await asyncio.to_thread(
        subprocess.run, command, cwd=folder, env=environment, capture_output=True, text=True, timeout=280, check=False
    )


async def test_a_query_in_a_loop_is_a_win_on_a_copy_and_is_applied(home: Path, tmp_path: Path) -> None:
    (tmp_path / "shop.py").write_text(SHOP)
    ended = await parallelproof(
        home, tmp_path, "optimize", "shop.py::customers", "shop.py::renamed", "--database", "copy:shop", "--apply",
        "--json",
    )  # fmt: skip
    assert ended.returncode in (0, 1), ended
    by_name = {unit["name"]: unit for unit in json.loads(ended.stdout)["units"]}
    best = by_name["customers"]["trials"][0]
    assert (best["outcome"], best["pattern"]) == ("win", "n-plus-one"), best
    hows = [evidence["how"] for evidence in best["evidence"]]
    assert "against a copy of the data" in hows[0] and "on a variation of the data" in hows[-1], hows
    assert "it writes to the database for good" in by_name["renamed"]["refused"]
    assert "WHERE id = ANY(%s)" in (tmp_path / "shop.py").read_text()


async def test_two_functions_are_held_against_each_other_on_the_database_that_is_named(
    home: Path, tmp_path: Path
) -> None:
    (tmp_path / "old.py").write_text(SHOP)
    (tmp_path / "new.py").write_text(SHOP.replace("row[0] if row else None", "row[0] if row else ''"))
    ended = await parallelproof(
        home, tmp_path, "verify", "old.py::customers", "new.py::customers", "--database", "copy:shop"
    )
    assert ended.returncode == 1 and ended.stdout.startswith("They differ."), ended
