"""SQL in the real process: a query that is saved, a win on copies of a real database, and what is done with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types

from tests.postgres.servers import filled

from .editing import Editor, editing, eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")

DDL = """
CREATE TABLE orders (id int PRIMARY KEY, customer_id int NOT NULL, total int NOT NULL, placed timestamptz NOT NULL);
INSERT INTO orders
    SELECT i, i % 5000, i % 977, timestamptz '2024-01-01' + i * interval '1 min' FROM generate_series(1, 100000) i;
CREATE INDEX orders_placed_idx ON orders (placed);
"""
LATE = "SELECT *\nFROM orders\nWHERE customer_id = 4711"
DAY = "SELECT *\nFROM orders\nWHERE placed::date = '2024-02-01'"
FIRST = "SELECT total FROM orders WHERE id = 1"
REPORTS = f"-- What is asked every morning 😀\n{FIRST};\n\n-- name: late\n{LATE};\n\n-- name: day\n{DAY};\n"
SHOP = '''\
"""Orders of a shop."""


def of_day(cur):
    cur.execute('SELECT * FROM orders WHERE placed::date = %s', ("2024-02-01",))
    return cur.fetchall()


def of_january(cur):
    cur.execute("SELECT * FROM orders WHERE placed::date = '2024-01-02'")
    return cur.fetchall()
'''
WAIT_S = 120.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def address() -> AsyncIterator[str]:
    async with filled(18, DDL) as shop:
        yield shop


def project(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "reports.sql").write_text(REPORTS)
    (folder / "shop.py").write_text(SHOP)
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor(address: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """An editor in which the file of queries was edited and saved, and its wins have been found."""
    folder = project(tmp_path_factory.mktemp("queries") / "shop")
    async with editing(folder, settings={"database": address}, environment={"DATABASE_URL": ""}) as editor:
        uri = editor.open("reports.sql")
        for at, query in (("customer_id = 4711", "late"), ("placed::date", "day")):
            editor.edit(uri, at, at.replace(" = ", "  = ").replace("::", " :: "))
            assert query in editor.texts[uri]
        editor.save(uri)
        await wins(editor, uri, 2)
        yield editor


async def wins(editor: Editor, uri: str, count: int) -> list[types.Diagnostic]:
    await eventually(lambda: len(editor.client.diagnostics.get(uri, ())) == count, WAIT_S)
    return sorted(editor.client.diagnostics.get(uri, ()), key=lambda one: one.range.start.line)


async def fixes(editor: Editor, uri: str, at: types.Position) -> dict[str, types.CodeAction]:
    """The quick fixes at a place, by the word that their titles begin with."""
    found = await editor.actions(uri, at, "quickfix")
    return {action.title.split(": ")[0]: action for action in reversed(found)}


async def test_a_win_stands_on_the_first_line_of_its_query_and_names_the_gain_and_the_evidence(editor: Editor) -> None:
    uri = editor.uri("reports.sql")
    late, day = await wins(editor, uri, 2)
    for found, query in ((late, "late"), (day, "day")):
        line = editor.place(uri, f"-- name: {query}").line + 1
        assert found.range == types.Range(types.Position(line, 0), types.Position(line, len("SELECT *")))
        assert "x faster, same rows on this data" in found.message and found.source == "parallelproof"
    assert day.code == "day-of-timestamp" and day.code_description
    assert "/knowledge/sql/day-of-timestamp/" in day.code_description.href
    assert "2 queries can be faster" in await editor.command("showStatus")


async def test_the_hover_shows_both_plans_what_is_read_and_what_an_index_takes(editor: Editor) -> None:
    uri = editor.uri("reports.sql")
    late, _ = await wins(editor, uri, 2)
    found = await editor.hover(uri, late.range.start)
    assert found and isinstance(found.contents, types.MarkupContent)
    lines = [line for line in found.contents.value.splitlines() if line]
    assert len(lines) <= 10
    said = {line.partition(": ")[0]: line for line in lines}
    assert "Seq Scan on orders" in said["Plan before"] and "orders_customer_id_idx" in said["Plan after"]
    assert "rows read: 100,000 → 20" in said["Blocks"] and "kB on disk" in said["Index"]
    assert said["Checked"].startswith("Checked: rows-equal")


async def test_an_index_becomes_a_migration_of_the_project_and_is_opened(editor: Editor) -> None:
    uri = editor.uri("reports.sql")
    late, _ = await wins(editor, uri, 2)
    create = (await fixes(editor, uri, late.range.start))["Create migration"]
    assert create.title.startswith("Create migration: an index of orders on customer_id: ") and create.is_preferred
    assert create.command and create.command.arguments
    made = await editor.command("createMigration", *create.command.arguments)
    path = editor.folder / "migrations" / "0001_add_orders_customer_id_idx.up.sql"
    assert made["path"] == str(path) and "CREATE INDEX CONCURRENTLY" in path.read_text()
    assert "DROP INDEX CONCURRENTLY" in path.with_name("0001_add_orders_customer_id_idx.down.sql").read_text()
    await eventually(lambda: path.as_uri() in [one.uri for one in editor.client.shown_documents])
    refused = await editor.command("apply", uri, "late")
    assert not refused["applied"] and "create a migration" in refused["message"]


async def test_an_edit_of_another_statement_moves_a_win_and_leaves_it_standing(editor: Editor) -> None:
    uri = editor.uri("reports.sql")
    before = await wins(editor, uri, 2)
    editor.edit(uri, FIRST, "SELECT total -- 😀\nFROM orders\nWHERE id = 1")
    moved = await editor.diagnostics(uri, lambda now: now and now[0].range.start.line != before[0].range.start.line)
    assert [(one.range.start.line - 2, one.message) for one in sorted(moved, key=lambda one: one.range.start.line)] == [
        (one.range.start.line, one.message) for one in before
    ]


async def test_a_rewrite_changes_the_statement_and_undo_takes_it_back(editor: Editor) -> None:
    uri = editor.uri("reports.sql")
    _, day = await wins(editor, uri, 2)
    before = editor.texts[uri]
    fix = (await fixes(editor, uri, day.range.start))["day-of-timestamp"]
    assert fix.is_preferred and fix.edit is None
    fix = await editor.client.code_action_resolve_async(fix)
    assert fix.edit
    editor.apply(fix.edit)
    assert "placed >= " in editor.texts[uri] and ":: date" not in editor.texts[uri]
    await editor.diagnostics(uri, lambda now: len(now) == 1)
    assert (await editor.command("undo"))["applied"] and editor.texts[uri] == before
    await wins(editor, uri, 2)


async def test_ignore_here_adds_a_comment_and_the_query_is_left_alone(editor: Editor) -> None:
    uri = editor.uri("reports.sql")
    _, day = await wins(editor, uri, 2)
    before = editor.texts[uri]
    ignore = (await fixes(editor, uri, day.range.start))["Ignore here"]
    assert ignore.edit
    editor.apply(ignore.edit)
    assert "-- name: day\n-- parallelproof: ignore\nSELECT" in editor.texts[uri]
    editor.save(uri)
    await editor.diagnostics(uri, lambda now: not now)
    (late,) = await wins(editor, uri, 1)
    assert late.range.start.line == editor.place(uri, "-- name: late").line + 1
    assert "can be faster: late." in await editor.command("optimize", uri)
    assert len(await editor.diagnostics(uri)) == 1
    editor.edit(uri, editor.texts[uri], before)
    editor.save(uri)
    await wins(editor, uri, 2)


async def test_what_is_added_to_a_query_withdraws_its_win_and_no_other(editor: Editor) -> None:
    uri = editor.uri("reports.sql")
    late, _ = await wins(editor, uri, 2)
    editor.edit(uri, "02-01';", "02-01' \nORDER BY id;")
    assert await editor.diagnostics(uri, lambda now: len(now) == 1) == [late]
    assert (await wins(editor, uri, 2))[0] == late


async def test_a_query_in_python_is_rewritten_in_its_own_quotes(editor: Editor) -> None:
    uri = editor.open("shop.py")
    editor.edit(uri, "placed::date = %s", "%s = placed::date")
    editor.edit(uri, "'2024-01-02'", "'2024-01-03'")
    editor.save(uri)
    day, january = await wins(editor, uri, 2)
    assert day.range.start == editor.place(uri, "'SELECT") and january.range.start == editor.place(uri, '"SELECT')
    before = editor.texts[uri]
    for name, quoted in (("of_day", "'SELECT"), ("of_january", '"SELECT')):
        assert (await editor.command("apply", uri, f"{name}:select orders"))["applied"]
        assert f"cur.execute({quoted} *" in editor.texts[uri] and "placed >= " in editor.texts[uri]
        compile(editor.texts[uri], "shop.py", "exec")
        await wins(editor, uri, 1)
        assert (await editor.command("undo"))["applied"] and editor.texts[uri] == before
        await wins(editor, uri, 2)
    ignore = (await fixes(editor, uri, day.range.start))["Ignore here"]
    assert ignore.edit
    editor.apply(ignore.edit)
    assert "    # parallelproof: ignore\n    cur.execute('SELECT" in editor.texts[uri]
    (left,) = await wins(editor, uri, 1)
    assert left.range.start == editor.place(uri, '"SELECT')


async def edited_twice(editor: Editor) -> str:
    """A query is edited and saved twice, each time looked at, and then asked for: what is answered."""
    uri = editor.open("reports.sql")
    for number in (1, 2):
        editor.edit(uri, "customer_id = ", f"customer_id = {number}")
        editor.save(uri)
        await eventually(lambda seen=number: len(editor.client.log_messages) >= seen)
    assert editor.client.log_messages and not editor.client.diagnostics.get(uri)
    return await editor.command("optimize", uri, "late")


async def test_without_a_database_nothing_is_run_and_the_log_says_once_what_is_missing(tmp_path: Path) -> None:
    async with editing(project(tmp_path / "shop"), environment={"DATABASE_URL": ""}) as editor:
        answer = await edited_twice(editor)
        assert "no database is known to try it on" in answer and "parallelproof.database" in answer
        first, second, *_ = [message.message for message in editor.client.log_messages]
        assert "no database is known" in first and "no database is known" not in second
        assert "no database is known" in await editor.command("showStatus")
        assert [message.message for message in editor.client.messages] == [answer]


async def test_an_address_where_no_database_is_is_one_clear_sentence(tmp_path: Path) -> None:
    wrong = "postgresql://ada:secret@127.0.0.1:9/shop"
    settings = {"database": wrong}
    async with editing(project(tmp_path / "shop"), settings=settings, environment={"DATABASE_URL": ""}) as editor:
        answer = await edited_twice(editor)
        assert "127.0.0.1" in answer and "secret" not in answer and "\n" not in answer
        said = [message.message for message in editor.client.log_messages if "127.0.0.1" in message.message]
        assert len(said) == 2 and said[0] not in said[1:]
        assert [message.message for message in editor.client.messages] == [answer]


async def test_in_a_workspace_that_is_not_trusted_no_database_is_asked(tmp_path: Path) -> None:
    asked = []
    async with await asyncio.start_server(lambda reader, writer: asked.append(writer), "127.0.0.1", 0) as listening:
        address = f"postgresql://ada@127.0.0.1:{listening.sockets[0].getsockname()[1]}/shop"
        settings, environment = {"database": address}, {"DATABASE_URL": address}
        folder = project(tmp_path / "shop")
        async with editing(folder, trusted=False, settings=settings, environment=environment) as editor:
            uri = editor.open("reports.sql")
            editor.edit(uri, "customer_id = ", "customer_id = 1")
            editor.save(uri)
            assert "not trusted" in await editor.command("optimize", uri)
            assert "not trusted" in await editor.command("showStatus")
            await asyncio.sleep(1)
            assert not asked and not editor.client.diagnostics.get(uri)
