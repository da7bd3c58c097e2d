"""A loop of queries in the real process: found when the function is edited, shown, and fixed by one query."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from parallelproof.forks.connecting_origin import Origin, note
from parallelproof.postgres import connect
from parallelproof.postgres.addresses import with_database

from tests.postgres.servers import embedded_in, user_home

from .editing import editing, eventually

DATA = Path(__file__).parent.parent / "verify" / "database" / "shop.sql"
SHOP = """\
def customers(conn):
    names = []
    for order_id, customer_id in conn.execute("SELECT id, customer_id FROM orders ORDER BY id").fetchall():
        row = conn.execute("SELECT name FROM customer WHERE id = %s", (customer_id,)).fetchone()
        names.append((order_id, row[0] if row else None))
    return names
"""
WAIT_S = 200.0


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the sandbox can fence a database in on Linux")
async def test_a_loop_of_queries_is_a_diagnostic_with_a_quick_fix(tmp_path: Path) -> None:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "shop.py").write_text(SHOP)
    with user_home() as home:
        async with embedded_in(home) as embedded:
            await loaded(await embedded.address())
            environment = {"XDG_STATE_HOME": str(home), "DATABASE_URL": ""}
            async with editing(folder, settings={"database": "copy:shop"}, environment=environment) as editor:
                uri = editor.open("shop.py")
                editor.edit(uri, "names = []", "names = list()")
                await eventually(lambda: any(map(is_loop, editor.client.diagnostics.get(uri, ()))), WAIT_S)
                found = next(filter(is_loop, editor.client.diagnostics[uri]))
                assert "x faster" in found.message and found.range.start.line == 0
                fixes = await editor.actions(uri, found.range.start, "quickfix")
                fix = next(action for action in fixes if action.title.startswith("n-plus-one"))
                fix = await editor.client.code_action_resolve_async(fix)
                assert fix.edit
                editor.apply(fix.edit)
                assert "WHERE id = ANY(%s)" in editor.texts[uri]


def is_loop(diagnostic: object) -> bool:
    return getattr(diagnostic, "code", None) == "n-plus-one"


async def loaded(address: str) -> None:
    """Load the shop of the verifier's tests as the copy `shop`."""
    async with await connect(address, "tests") as connection:
        await connection.execute("CREATE DATABASE shop")
        await note(connection, "shop", Origin("`shop` on db.example", 0.0))
    async with await connect(with_database(address, "shop"), "tests") as connection:
        await connection.execute(DATA.read_bytes())
