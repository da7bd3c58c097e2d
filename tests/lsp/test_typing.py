"""While you type, in the real process: typed characters, a pause, and what was found at the cursor and on the names."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types

from .editing import Editor, capabilities, editing, eventually

pytestmark = pytest.mark.asyncio(loop_scope="module")

ORDERS = '''\
"""Orders."""

import json


def total(prices: list[float]) -> float:
    return sum(prices)
'''
FILES = {
    "orders.py": ORDERS,
    "app/__init__.py": "",
    "app/stats.py": 'def mean(values: list[float]) -> float:\n    """The average."""\n    return sum(values) / 2\n',
    "app/maths.py": 'def mean(numbers):\n    """A mean of numbers."""\n    return sum(numbers)\n',
    "app/rows.py": "def parse_rows(text: str) -> list[str]:\n    return text.splitlines()\n",
}
TYPED = "\n\ndef report(prices: list[float]):\n    return mean"
UNIQUE = "\n\ndef rows(text: str):\n    return parse_rows"
QUICKLY = {"fulfill": True, "typingPauseS": 0.05, "pauseS": 60}


def shop(folder: Path) -> Path:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def end(editor: Editor, uri: str) -> types.Position:
    lines = editor.texts[uri].split("\n")
    return types.Position(len(lines) - 1, len(lines[-1]))


def type_at_the_end(editor: Editor, uri: str, text: str) -> None:
    """Key by key, as fast as a program can."""
    for key in text:
        editor.insert(uri, len(editor.texts[uri]), key)


async def wait_for(editor: Editor, kind: str = "question", within_s: float = 20.0) -> None:
    await eventually(lambda: kind in editor.found, within_s)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """An editor in which a name with two definitions was typed and found."""
    async with editing(shop(tmp_path_factory.mktemp("typing") / "shop"), settings=QUICKLY) as editor:
        uri = editor.open()
        type_at_the_end(editor, uri, TYPED)
        await wait_for(editor)
        await editor.diagnostics(uri)
        yield editor


async def test_ghost_text_is_announced_as_a_capability(editor: Editor) -> None:
    assert editor.server.inline_completion_provider is not None


async def test_a_name_with_several_definitions_gets_a_hint(editor: Editor) -> None:
    (hint,) = await editor.diagnostics(editor.uri())
    assert hint.severity == types.DiagnosticSeverity.Hint and hint.source == "parallelproof"
    assert hint.code == "ambiguous-name" and "app.stats" in hint.message and "app.maths" in hint.message
    assert hint.range.start == editor.place(editor.uri(), "mean")


async def test_the_call_is_completed_with_what_is_in_scope(editor: Editor) -> None:
    uri = editor.uri()
    ghost = await editor.ghost(uri, end(editor, uri))
    assert ghost and ghost.insert_text in ("(prices)", "(numbers)")
    assert ghost.range == types.Range(end(editor, uri), end(editor, uri))
    assert await editor.ghost(uri, editor.place(uri, "report")) is None


async def test_the_hover_shows_the_candidates_with_links_to_their_files(editor: Editor) -> None:
    found = await editor.hover(editor.uri(), editor.place(editor.uri(), "mean"))
    assert found and isinstance(found.contents, types.MarkupContent)
    text = found.contents.value
    assert "mean(values: list[float]) -> float" in text and "The average." in text
    assert (editor.folder / "app" / "stats.py").as_uri() + "#L1" in text


async def test_what_was_found_can_be_read_as_a_page(editor: Editor) -> None:
    page = await editor.command("showContext", editor.uri())
    assert "app.maths" in page
    await eventually(lambda: any(shown.uri.endswith("/context.md") for shown in editor.client.shown_documents))


async def test_the_status_names_what_is_asked_and_what_may_leave(editor: Editor) -> None:
    page = await editor.command("showStatus")
    assert "privacy: local-only" in page
    assert "- ambiguity: ready" in page and "- completion: switched off, or not set up" in page
    assert "- web search: off (" in page and " failed at " not in page


async def test_a_kind_that_is_switched_off_is_gone_and_stays_off(editor: Editor) -> None:
    uri = editor.uri()
    editor.configure(**QUICKLY, ambiguity=False)
    await editor.diagnostics(uri, lambda now: not now)
    assert await editor.ghost(uri, end(editor, uri)) is None
    type_at_the_end(editor, uri, "(prices)\n\n\ndef again(prices):\n    return mean(prices)")
    await asyncio.sleep(1.0)
    assert not editor.client.diagnostics.get(uri)
    editor.configure(**QUICKLY)
    await editor.diagnostics(uri)


async def test_an_edit_of_the_name_withdraws_what_was_said_of_it(editor: Editor) -> None:
    uri = editor.uri()
    await editor.diagnostics(uri)
    editor.edit(uri, "return mean", "return len")
    await editor.diagnostics(uri, lambda now: not now)


async def test_nothing_is_looked_up_by_itself_on_demand_until_a_person_asks(tmp_path: Path) -> None:
    settings = {**QUICKLY, "fulfillOn": "demand"}
    async with editing(shop(tmp_path / "shop"), settings=settings) as editor:
        uri = editor.open()
        type_at_the_end(editor, uri, TYPED)
        assert await editor.ghost(uri, end(editor, uri)) is None
        await asyncio.sleep(1.0)
        assert not editor.found
        assert await editor.ghost(uri, end(editor, uri), by_hand=True) is None
        await wait_for(editor)
        assert await editor.ghost(uri, end(editor, uri))
        assert "question" in await editor.command("fulfill", uri)


@pytest.mark.parametrize(
    ("ghost_text", "others", "is_shown"),
    [("yield", False, True), ("yield", True, False), ("always", True, True), ("never", False, False)],
)
async def test_ghost_text_gives_way_as_it_is_set(ghost_text: str, others: bool, is_shown: bool, tmp_path: Path) -> None:
    settings = {**QUICKLY, "ghostText": ghost_text}
    options = {"otherInlineCompletions": others}
    async with editing(shop(tmp_path / "shop"), settings=settings, options=options) as editor:
        uri = editor.open()
        type_at_the_end(editor, uri, TYPED)
        await wait_for(editor)
        assert bool(await editor.ghost(uri, end(editor, uri))) is is_shown
        editor.client.protocol.notify("parallelproof/otherInlineCompletions", {"active": not others})
        assert bool(await editor.ghost(uri, end(editor, uri))) is (is_shown != (ghost_text == "yield"))


async def test_undefined_names_are_hinted_at_only_where_that_is_wished(tmp_path: Path) -> None:
    async with editing(shop(tmp_path / "shop"), settings=QUICKLY) as editor:
        uri = editor.open()
        type_at_the_end(editor, uri, UNIQUE)
        await wait_for(editor)
        ghost = await editor.ghost(uri, end(editor, uri))
        assert ghost and ghost.insert_text == "(text)"
        await asyncio.sleep(0.2)
        assert not editor.client.diagnostics.get(uri)
        editor.configure(**QUICKLY, showUndefined=True)
        (hint,) = await editor.diagnostics(uri)
        assert hint.code == "undefined-name" and "app.rows" in hint.message


async def test_nobody_is_asked_about_a_name_again_who_wishes_so(tmp_path: Path) -> None:
    async with editing(shop(tmp_path / "shop"), settings=QUICKLY) as editor:
        uri = editor.open()
        type_at_the_end(editor, uri, TYPED)
        await editor.diagnostics(uri)
        actions = await editor.actions(uri, editor.place(uri, "mean"), "quickfix")
        (ignore,) = [action for action in actions if action.title == "Do not ask about `mean` here"]
        assert ignore.command
        await editor.command("ignoreName", *ignore.command.arguments or ())
        await editor.diagnostics(uri, lambda now: not now)


async def test_ghost_text_is_answered_at_once_while_things_are_looked_up(tmp_path: Path) -> None:
    folder = shop(tmp_path / "shop")
    for n in range(400):
        (folder / "app" / f"part{n}.py").write_text(f"def mean_{n}(values):\n    return values\n" * 200)
    async with editing(folder, settings={**QUICKLY, "typingPauseS": 0.0}) as editor:
        uri = editor.open()
        worst_s = 0.0
        for word in TYPED.split(" ") * 6:
            type_at_the_end(editor, uri, f"{word} ")
            began_s = time.monotonic()
            await editor.ghost(uri, end(editor, uri))
            worst_s = max(worst_s, time.monotonic() - began_s)
        assert worst_s < 1.0


async def test_a_client_that_can_do_little_gets_ready_edits_and_plain_text(tmp_path: Path) -> None:
    async with editing(shop(tmp_path / "shop"), settings=QUICKLY, client=capabilities(bare=True)) as editor:
        # It cannot say its settings when asked: they are pushed.
        editor.client.workspace_did_change_configuration(
            types.DidChangeConfigurationParams({"parallelproof": {**QUICKLY, "pauseOnBattery": False}})
        )
        uri = editor.open()
        type_at_the_end(editor, uri, TYPED)
        await editor.diagnostics(uri)
        found = await editor.hover(uri, editor.place(uri, "mean"))
        assert found and isinstance(found.contents, types.MarkupContent)
        assert found.contents.kind == types.MarkupKind.PlainText and "**" not in found.contents.value
        fix = (await quick_fixes(editor, uri))["Import `mean` from app.stats"]
        assert fix.edit and fix.edit.changes and uri in fix.edit.changes


async def test_a_service_whose_key_is_found_is_offered_once_ever(tmp_path: Path) -> None:
    key = {"PERPLEXITY_API_KEY": "pplx-0123456789abcdef"}
    folder = shop(tmp_path / "shop")
    for turn, (answer, asked, chosen) in enumerate(
        [("Search queries only", True, [("privacy", "queries-only")]), ("Never", False, [])]
    ):
        options = {"canUseSetting": True}
        async with editing(folder, settings=QUICKLY, environment=key, options=options) as editor:
            editor.answers.append(answer)
            uri = editor.open()
            assert not editor.asked
            type_at_the_end(editor, uri, TYPED)
            await wait_for(editor)
            await eventually(lambda seen=editor, wanted=asked: bool(seen.asked) is wanted)
            await eventually(lambda seen=editor, wanted=chosen: seen.chosen == wanted)
            assert all("Perplexity" in message and "leave this machine" in message for message in editor.asked), turn
            assert "privacy: local-only" in await editor.command("showStatus")


async def test_nothing_is_offered_where_no_key_is_found(tmp_path: Path) -> None:
    none = dict.fromkeys(("PERPLEXITY_API_KEY", "TAVILY_API_KEY", "BRAVE_API_KEY", "EXA_API_KEY"), "")
    async with editing(shop(tmp_path / "shop"), settings=QUICKLY, environment=none) as editor:
        uri = editor.open()
        type_at_the_end(editor, uri, TYPED)
        await wait_for(editor)
        await asyncio.sleep(0.5)
        assert not editor.asked


async def quick_fixes(editor: Editor, uri: str) -> dict[str, types.CodeAction]:
    await editor.diagnostics(uri)
    actions = await editor.actions(uri, editor.place(uri, "mean"), "quickfix")
    return {action.title: action for action in actions}


@pytest.mark.parametrize(
    ("title", "becomes"),
    [
        ("Import `mean` from app.stats", "import json\n\nfrom app.stats import mean\n"),
        ("Import `mean` from app.maths", "import json\n\nfrom app.maths import mean\n"),
        ("Qualify as `stats.mean`", "    return stats.mean"),
    ],
)
async def test_a_quick_fix_settles_what_a_name_means(title: str, becomes: str, tmp_path: Path) -> None:
    async with editing(shop(tmp_path / "shop"), settings=QUICKLY) as editor:
        uri = editor.open()
        type_at_the_end(editor, uri, TYPED)
        fix = (await quick_fixes(editor, uri))[title]
        assert fix.edit is None and fix.diagnostics
        editor.insert(uri, 0, "# typed since then\n")
        fix = await editor.client.code_action_resolve_async(fix)
        assert fix.edit
        editor.apply(fix.edit)
        assert becomes in editor.texts[uri]
        await editor.diagnostics(uri, lambda now: not now)


async def test_a_quick_fix_whose_name_is_gone_changes_nothing(tmp_path: Path) -> None:
    async with editing(shop(tmp_path / "shop"), settings=QUICKLY) as editor:
        uri = editor.open()
        type_at_the_end(editor, uri, TYPED)
        fix = (await quick_fixes(editor, uri))["Import `mean` from app.stats"]
        editor.edit(uri, "return mean", "return len")
        with pytest.raises(Exception, match="looked up again"):
            await editor.client.code_action_resolve_async(fix)


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("\n\ndef report(prices):\n    return parse_rows(", ["Import", "Qualify", "Do not ask"]),
        ("\n\nfrom app.rows import parse_rows\n\n\ndef report(text):\n    return parse_rows(", []),
        ("\n\ndef report(prices):  # goes on as `mean` does", ["Do not ask"]),
    ],
    ids=["undefined", "settled", "in a comment"],
)
async def test_fixes_are_offered_only_where_they_settle_something(
    typed: str, titles: list[str], tmp_path: Path
) -> None:
    async with editing(shop(tmp_path / "shop"), settings={**QUICKLY, "showUndefined": True}) as editor:
        uri = editor.open()
        type_at_the_end(editor, uri, typed)
        await wait_for(editor)
        name = "mean" if "mean" in typed else "parse_rows("
        at = editor.place(uri, name)
        for _ in range(50):  # An early look may have found the name half typed.
            offered = [action.title for action in await editor.actions(uri, at, "quickfix")]
            missing = [title for title in titles if not any(one.startswith(title) for one in offered)]
            if not missing:
                break
            await asyncio.sleep(0.1)
        assert missing == []
        assert not offered or titles
        assert not any(one.startswith(("Import", "Qualify")) for one in offered) or "Import" in titles


async def test_what_a_document_says_is_cited_in_a_comment(tmp_path: Path) -> None:
    async with editing(shop(tmp_path / "shop"), settings=QUICKLY) as editor:
        uri = editor.open()
        type_at_the_end(editor, uri, "\n\ndef load(text: str):\n    return json.loads(text)")
        await wait_for(editor, "context")
        at = editor.place(uri, "json.loads")
        actions = await editor.actions(uri, types.Position(at.line, at.character + 6), "refactor")
        cite = next(action for action in actions if action.title.startswith("Insert citation as a comment"))
        assert cite.command
        done = await editor.command("insertCitation", *cite.command.arguments or ())
        assert done["applied"], done
        assert "    # See: " in editor.texts[uri] and editor.texts[uri].endswith("    return json.loads(text)")
        hover = await editor.hover(uri, editor.place(uri, "loads(text)"))
        assert hover and isinstance(hover.contents, types.MarkupContent) and "json.loads" in hover.contents.value


@pytest.mark.parametrize(("typed", "closed", "offered"), [("(", "", "prices)"), ("(", ")", "prices")])
async def test_a_call_that_was_opened_is_completed_too(typed: str, closed: str, offered: str, tmp_path: Path) -> None:
    async with editing(shop(tmp_path / "shop"), settings=QUICKLY) as editor:
        uri = editor.open()
        type_at_the_end(editor, uri, TYPED + typed)
        at = end(editor, uri)
        editor.insert(uri, len(editor.texts[uri]), closed)
        await wait_for(editor)
        ghost = await editor.ghost(uri, at)
        assert ghost and ghost.insert_text in (offered, offered.replace("prices", "numbers"))


LOOSE = {
    "loose/near.py": "def parse_rows(text): ...\n",
    "loose/deep/far.py": "def parse_rows(lines, count): ...\n",
    "loose/own/scratch.py": "",
    "loose/own/beside.py": "def parse_rows(words): ...\n",
}


@pytest.mark.parametrize(
    ("marker", "home", "found"),
    [
        pytest.param("", "home", {"loose/own/beside.py"}, id="in no project, only its own folder"),
        pytest.param(".git/HEAD", "home", {*LOOSE} - {"loose/own/scratch.py"}, id="in a project, all of it"),
        pytest.param(".git/HEAD", "loose", {"loose/own/beside.py"}, id="the home folder is no project"),
        pytest.param(".git/HEAD", "loose/own", {"loose/own/beside.py"}, id="nor is what is above it"),
    ],
)
async def test_a_file_in_no_open_folder_is_looked_up_in_the_project_around_it(
    marker: str, home: str, found: set[str], tmp_path: Path
) -> None:
    for name, text in {**LOOSE, f"loose/{marker}" if marker else "home/none": "", "home/none": ""}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    environment = {"HOME": str(tmp_path / home)}
    async with editing(shop(tmp_path / "shop"), settings=QUICKLY, environment=environment) as editor:
        uri = editor.open(text="", uri=(tmp_path / "loose/own/scratch.py").as_uri())
        type_at_the_end(editor, uri, "rows_of_a_file = parse_rows")
        await wait_for(editor)
        page = await editor.command("showContext", uri)
        linked = {name for name in LOOSE if (tmp_path / name).as_uri() + "#L1" in page}
        assert linked == found


async def test_what_is_typed_in_no_file_is_looked_up_and_never_run(tmp_path: Path) -> None:
    async with editing(shop(tmp_path / "shop"), settings={**QUICKLY, "pauseS": 0.05}) as editor:
        uri = editor.open(text="import json\n", uri="untitled:Untitled-1")
        cell = editor.open(text="", uri="vscode-notebook-cell:/shop.ipynb#one")
        for document in (cell, uri):
            type_at_the_end(
                editor, document, "\n\ndef of(rows):\n    return [json.dumps(defaultdict(list)) for _ in rows]"
            )
        await wait_for(editor)
        await wait_for(editor, "context")
        page = await editor.command("showContext", uri)
        assert "collections" in page and "json.dumps" in page and "#L" not in page.replace(".py#L", "")
        titles = [action.title for action in await editor.actions(uri, editor.place(uri, "defaultdict"))]
        assert "Import `defaultdict` from collections" in titles
        assert not any(title.startswith("Optimise") for title in titles)
        assert "left alone" in await editor.command("optimize", uri)
        assert await editor.command("showContext", cell) == "Nothing has been found here yet.\n"
