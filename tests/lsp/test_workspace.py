"""Views over the whole workspace: all wins, a folder's campaign, the status, and what is left alone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from lsprotocol import types

from .editing import MODULE, Editor, editing, eventually, project

pytestmark = pytest.mark.asyncio(loop_scope="module")

STOCK = """\
def known(articles: list[int], stock: list[int]) -> list[bool]:
    return [article in stock for article in articles]


def without(articles: list[int], sold: list[int]) -> list[int]:
    found = []
    for article in articles:
        if article not in sold:
            found.append(article)
    return found
"""
OPTIONS = {"showsWins": True, "showsStatus": True, "canCompare": True}
SLOW_S = 120.0


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """An editor with one of two files open, after a campaign over their folder."""
    folder = project(
        tmp_path_factory.mktemp("workspace") / "shop", stock=STOCK, orders="def nothing():\n    return 1\n"
    )
    (folder / "test_orders.py").unlink()
    async with editing(folder, options=OPTIONS) as editor:
        editor.open()
        assert "2 of " in await editor.command("optimizeFolder", folder.as_uri())
        yield editor


async def wins(editor: Editor) -> list[dict]:
    return [dict(win._asdict()) for win in (await editor.ask("wins")).wins]


async def test_a_folder_is_optimised_whatever_is_open_and_its_wins_are_listed(editor: Editor) -> None:
    found = await wins(editor)
    assert {win["name"] for win in found} == {"known", "without"} and {win["uri"] for win in found} == {
        editor.uri("stock.py")
    }
    assert all(
        win["gain"] > 1 and win["gainText"].endswith("x faster") and win["title"].startswith(win["gainText"])
        for win in found
    )
    assert all(win["changesText"] and win["strategy"] and win["kind"] == "time" for win in found)
    await eventually(lambda: editor.wins_changed)


async def test_nothing_is_pushed_for_a_file_that_is_not_open(editor: Editor) -> None:
    assert not editor.client.diagnostics.get(editor.uri("stock.py"))


async def test_a_win_is_compared_as_two_whole_texts(editor: Editor) -> None:
    first = (await wins(editor))[0]
    texts = await editor.ask("winText", uri=first["uri"], id=first["id"])
    assert texts.before == STOCK and texts.after != STOCK and "def without" in texts.after
    with pytest.raises(Exception, match="has changed"):
        await editor.ask("winText", uri=first["uri"], id="gone@0")


async def test_the_status_counts_wins_and_says_what_may_happen(editor: Editor) -> None:
    await eventually(lambda: editor.statuses and editor.statuses[-1].wins == 2 and not editor.statuses[-1].agentsAtWork)
    last = editor.statuses[-1]
    assert (last.isPaused, last.isOffline, last.isTrusted, last.privacy) == (False, False, True, "local-only")
    assert any(status.agentsAtWork > 0 and status.campaign.total > 0 for status in editor.statuses)


async def test_opening_the_file_shows_what_was_found_in_it(editor: Editor) -> None:
    uri = editor.open("stock.py")
    assert len(await editor.diagnostics(uri)) == 2
    editor.close(uri)
    await editor.diagnostics(uri, lambda now: not now)
    assert len(await wins(editor)) == 2


async def test_all_wins_of_a_file_are_one_edit_that_is_taken_back_at_once(editor: Editor) -> None:
    uri = editor.open("stock.py")
    version = editor.versions[uri]
    assert (await editor.command("applyAll", uri))["applied"]
    assert editor.versions[uri] == version + 1
    halves = zip(editor.texts[uri].split("def without"), STOCK.split("def without"), strict=True)
    assert all(now != before for now, before in halves)
    await eventually(lambda: not editor.client.diagnostics.get(uri))
    assert (await editor.command("undo"))["applied"]
    assert editor.texts[uri] == STOCK
    assert not (await editor.command("applyAll", editor.uri()))["applied"]


async def test_a_file_that_changes_on_disk_loses_what_was_shown_for_it(editor: Editor) -> None:
    uri = editor.uri("stock.py")
    editor.close(uri)
    (editor.folder / "stock.py").write_text(STOCK.replace("found", "kept"))
    change = types.FileEvent(uri, types.FileChangeType.Changed)
    editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
    assert not await wins(editor)


async def test_pausing_begins_nothing_by_itself_and_resuming_goes_on(editor: Editor) -> None:
    uri = editor.open("stock.py")
    await editor.command("pause")
    await eventually(lambda: editor.statuses[-1].isPaused)
    begun = len(editor.client.progress_reports)
    editor.touch(uri, "known")
    editor.save(uri)
    await editor.command("showStatus")
    assert len(editor.client.progress_reports) == begun
    await editor.command("resume")
    await eventually(lambda: len(editor.client.progress_reports) > begun)
    assert (await editor.command("cancel")) is not None


async def test_the_function_at_the_cursor_is_optimised(editor: Editor) -> None:
    uri = editor.uri()
    at = editor.place(uri, "return 1")
    said = await editor.command("optimize", {"uri": uri, "position": {"line": at.line, "character": at.character}})
    assert said.startswith("Nothing worth showing")
    said = await editor.command("optimize", {"uri": uri, "position": {"line": 99, "character": 0}})
    assert "put the cursor into one" in said


async def test_debug_information_names_versions_and_settings_and_no_keys(editor: Editor) -> None:
    editor.configure(modelKey="sk-1234567890abcdef1234567890abcdef", agents=7)
    said = (await editor.ask("debugInformation")).text
    assert "Python 3" in said and "agents = 7" in said and "model_key" in said and "sk-12" not in said


@pytest.mark.parametrize(
    "name", ["node_modules/orders.py", ".venv/orders.py", "build/orders.py", "orders_pb2.py"], ids=lambda name: name
)
async def test_folders_of_tools_and_generated_files_are_left_alone(name: str, editor: Editor) -> None:
    uri = editor.open(text=MODULE, uri=(editor.folder / name).as_uri())
    assert "left alone" in await editor.command("optimize", uri)
    editor.close(uri)


async def test_cells_of_notebooks_are_left_alone(editor: Editor) -> None:
    uri = editor.open(text=MODULE, uri="vscode-notebook-cell:/shop/orders.ipynb#W0sZmlsZQ")
    assert "not open here" in await editor.command("optimize", uri)
    assert not await editor.actions(uri, editor.place(uri, "found = []")) and not await editor.lenses(uri)
