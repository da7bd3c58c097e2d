"""The whole thread in the real process: an edit, a pause, a verified and measured win, and what is done with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from lsprotocol import types

from .editing import Editor, capabilities, editing, eventually, project

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def editor(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Editor]:
    """An editor in which the slow function was edited and its win has been found."""
    async with editing(project(tmp_path_factory.mktemp("wins") / "shop")) as editor:
        uri = editor.open()
        editor.touch(uri)
        await editor.diagnostics(uri)
        yield editor


async def test_the_diagnostic_names_the_gain_the_evidence_and_its_explanation(editor: Editor) -> None:
    (found,) = await editor.diagnostics(editor.uri())
    assert found.severity == types.DiagnosticSeverity.Information
    assert (
        "faster at n = " in found.message and "same results on" in found.message and "from your tests" in found.message
    )
    assert found.code and found.source == "parallelproof" and found.code_description
    assert found.code_description.href.endswith(f"/knowledge/python/{found.code}/why.md")
    assert found.range.start == editor.place(editor.uri(), "unique(")


async def test_the_hover_says_it_in_ten_lines_and_links_to_more(editor: Editor) -> None:
    found = await editor.hover(editor.uri(), editor.place(editor.uri(), "unique("))
    assert found and isinstance(found.contents, types.MarkupContent)
    assert found.contents.kind == types.MarkupKind.Markdown
    lines = [line for line in found.contents.value.splitlines() if line]
    assert len(lines) <= 11 and lines[-1].startswith("[More about ")
    assert "faster" in lines[0] and any(line.startswith("Checked: ") for line in lines)


async def test_there_is_no_hover_where_nothing_can_be_faster(editor: Editor) -> None:
    assert await editor.hover(editor.uri(), editor.place(editor.uri(), "helper")) is None


async def test_the_best_quick_fix_comes_first_is_preferred_and_has_no_edit_yet(editor: Editor) -> None:
    fix, *others = await editor.actions(editor.uri(), editor.place(editor.uri(), "found = []"))
    assert fix.is_preferred and fix.kind == types.CodeActionKind.QuickFix and fix.edit is None
    (shown,) = await editor.diagnostics(editor.uri())
    assert fix.title == f"{shown.code}: {shown.message}" and fix.diagnostics
    titles = [action.title for action in others if ": " not in action.title]
    assert titles[:2] == ["Ignore here", f"Ignore {shown.code} in this project"]
    assert titles[-2:] == ["Optimise this function", "Optimise file"]
    assert [action.is_preferred for action in others].count(True) == 0


@pytest.mark.parametrize(
    ("only", "kinds"),
    [
        ("quickfix", {"quickfix"}),
        ("source", {"source.optimize.parallelproof"}),
        ("refactor", {"refactor.rewrite.parallelproof"}),
        ("refactor.extract", set()),
        ("source.fixAll", set()),
    ],
)
async def test_only_actions_of_the_kind_asked_for_are_offered(editor: Editor, only: str, kinds: set[str]) -> None:
    found = await editor.actions(editor.uri(), editor.place(editor.uri(), "found = []"), only)
    assert {str(getattr(action.kind, "value", action.kind)) for action in found} == kinds


async def test_everything_that_was_tried_can_be_read(editor: Editor) -> None:
    page = await editor.command("showTrials", editor.uri(), "unique")
    assert page.startswith("# unique") and "faster" in page
    status = await editor.command("showStatus")
    assert "trusted" in status and "1 function can be faster" in status


async def test_an_edit_elsewhere_moves_the_diagnostic_and_leaves_it_standing(editor: Editor) -> None:
    uri = editor.uri()
    editor.insert(uri, 0, "# a note 😀\n")
    line = editor.place(uri, "unique(").line
    (found,) = await editor.diagnostics(uri, lambda now: now and now[0].range.start.line == line)
    editor.edit(uri, "value + 1", "value + 2")
    assert await editor.diagnostics(uri) == [found]


async def test_an_edit_inside_the_function_withdraws_the_win_at_once_and_it_is_looked_at_again(editor: Editor) -> None:
    uri = editor.uri()
    editor.edit(uri, "found = []", "found = []  # so far")
    await editor.diagnostics(uri, lambda now: not now)
    assert not [action for action in await editor.actions(uri, editor.place(uri, "found = []")) if action.is_preferred]
    assert await editor.diagnostics(uri)


async def test_a_stale_quick_fix_is_refused(editor: Editor) -> None:
    uri = editor.uri()
    fix = (await editor.actions(uri, editor.place(uri, "found = []")))[0]
    editor.edit(uri, "# so far", "# until now")
    with pytest.raises(Exception, match="has changed"):
        await editor.client.code_action_resolve_async(fix)
    await editor.diagnostics(uri, lambda now: not now)
    await editor.diagnostics(uri)


async def test_the_quick_fix_is_applied_to_the_version_it_was_made_for_and_taken_back(editor: Editor) -> None:
    uri = editor.uri()
    before = editor.texts[uri]
    fix = await editor.client.code_action_resolve_async((await editor.actions(uri, editor.place(uri, "found = []")))[0])
    assert fix.edit and fix.edit.document_changes
    editor.apply(fix.edit)
    assert editor.texts[uri] != before and "def helper(value):" in editor.texts[uri]
    await editor.diagnostics(uri, lambda now: not now)
    editor.insert(uri, 0, "# another note\n")
    assert (await editor.command("undo"))["applied"]
    assert editor.texts[uri] == f"# another note\n{before}"
    assert not (await editor.command("undo"))["applied"]
    await editor.diagnostics(uri)


async def test_the_command_applies_the_best_win(editor: Editor) -> None:
    uri = editor.uri()
    assert (await editor.command("apply", uri, "unique"))["applied"]
    assert "dict.fromkeys" in editor.texts[uri]
    assert (await editor.command("undo"))["applied"]
    await editor.diagnostics(uri)


async def test_a_code_lens_appears_only_when_asked_for_and_only_after_a_save(editor: Editor) -> None:
    uri = editor.uri()
    assert await editor.lenses(uri) == []
    editor.configure(codeLens=True)
    assert await editor.lenses(uri) == []
    editor.save(uri)
    await eventually(lambda: editor.lens_refreshes)
    async with asyncio.timeout(30):
        while not (lenses := await editor.lenses(uri)):  # noqa: ASYNC110 - an earlier refresh may have been on its way
            await asyncio.sleep(0.05)
    (lens,) = lenses
    assert lens.command and "faster" in lens.command.title
    assert list(lens.command.arguments or ()) == [uri, "unique"]


async def test_settings_take_effect_without_a_restart(editor: Editor) -> None:
    uri = editor.uri()
    shown = (await editor.diagnostics(uri))[0].code
    editor.configure(ignorePatterns=[shown])
    await editor.diagnostics(uri, lambda now: not now or now[0].code != shown)
    editor.configure(enabled=False)
    editor.configure()
    await editor.diagnostics(uri)


async def test_a_setting_that_cannot_be_used_is_named_once(editor: Editor) -> None:
    editor.client.messages.clear()
    editor.configure(agents="many", colour=1)
    await eventually(lambda: editor.client.messages)
    editor.configure(agents="many", colour=1)
    await editor.command("showStatus")
    (message,) = editor.client.messages
    assert "`agents` must be a whole number" in message.message and "`colour`" in message.message
    editor.configure()


async def test_the_campaign_showed_its_progress_to_the_end(editor: Editor) -> None:
    said = editor.progress()
    assert any(one.startswith("begin") and "unique" in one for one in said)
    assert any(one.startswith("end") and "can be faster" in one for one in said)


async def test_ignore_here_adds_a_comment_and_nothing_is_shown_any_more(editor: Editor) -> None:
    uri = editor.uri()
    actions = await editor.actions(uri, editor.place(uri, "found = []"))
    ignore = next(action for action in actions if action.title == "Ignore here")
    assert ignore.edit
    before = editor.texts[uri]
    editor.apply(ignore.edit)
    assert "# parallelproof: ignore\n" in editor.texts[uri]
    await editor.diagnostics(uri, lambda now: not now)
    assert await editor.command("optimize", uri) and not (await editor.diagnostics(uri, lambda now: not now))
    editor.edit(uri, editor.texts[uri], before)
    await editor.diagnostics(uri)


async def test_a_pattern_ignored_in_the_project_is_written_down_and_no_longer_shown(editor: Editor) -> None:
    uri = editor.uri()
    shown = (await editor.diagnostics(uri))[0].code
    actions = await editor.actions(uri, editor.place(uri, "found = []"))
    ignore = next(action for action in actions if action.title == f"Ignore {shown} in this project")
    assert ignore.command and ignore.command.arguments
    await editor.command("ignorePattern", *ignore.command.arguments)
    await editor.diagnostics(uri, lambda now: not now or now[0].code != shown)
    assert f'ignore = ["{shown}"]' in (editor.folder / "pyproject.toml").read_text()


async def test_closing_a_document_clears_it(editor: Editor) -> None:
    (editor.folder / "pyproject.toml").unlink()
    editor.configure()
    await editor.diagnostics(editor.uri())
    editor.close(editor.uri())
    await editor.diagnostics(editor.uri(), lambda now: not now)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-32"])
async def test_positions_are_in_the_encoding_that_the_client_prefers(encoding: str, tmp_path: Path) -> None:
    client = capabilities(encodings=[types.PositionEncodingKind(encoding), types.PositionEncodingKind.Utf16])
    async with editing(project(tmp_path / "shop"), client=client) as editor:
        assert editor.server.position_encoding == types.PositionEncodingKind(encoding)


async def test_a_client_that_can_do_little_gets_plain_text_and_ready_edits(tmp_path: Path) -> None:
    folder = project(tmp_path / "shop")
    async with editing(folder, client=capabilities(bare=True)) as editor:
        uri = editor.open()
        assert "can be faster" in await editor.command("optimize", uri, "unique")
        await editor.diagnostics(uri)
        found = await editor.hover(uri, editor.place(uri, "unique("))
        assert found and isinstance(found.contents, types.MarkupContent)
        assert found.contents.kind == types.MarkupKind.PlainText and "**" not in found.contents.value
        fix = (await editor.actions(uri, editor.place(uri, "found = []")))[0]
        assert fix.edit and fix.edit.changes and uri in fix.edit.changes and not editor.progress()


async def test_diagnostics_are_pulled_where_the_client_can_and_never_pushed_too(tmp_path: Path) -> None:
    client = capabilities(diagnostic=types.DiagnosticClientCapabilities())
    async with editing(project(tmp_path / "shop"), client=client) as editor:
        uri = editor.open()
        editor.touch(uri)
        params = types.DocumentDiagnosticParams(types.TextDocumentIdentifier(uri))
        asked = -1
        while True:
            await eventually(lambda seen=asked: editor.client.diagnostic_refresh_count > seen)
            asked = editor.client.diagnostic_refresh_count
            full = await editor.client.text_document_diagnostic_async(params)
            assert isinstance(full, types.RelatedFullDocumentDiagnosticReport)
            if full.items:
                break
        assert full.items[0].code and full.items[0].source == "parallelproof"
        params.previous_result_id = full.result_id
        same = await editor.client.text_document_diagnostic_async(params)
        assert isinstance(same, types.RelatedUnchangedDocumentDiagnosticReport)
        assert not editor.client.diagnostics


CALLING = """\
from keys import key


def missing(items: list[int], others: list[int]) -> list[int]:
    return [key(item) for item in items if item not in others]
"""
KEYS = "def key(item):\n    return item * 2\n\n\ndef leaf():\n    return 1\n"


async def test_a_change_of_a_function_that_it_calls_withdraws_a_win_in_another_file(tmp_path: Path) -> None:
    async with editing(project(tmp_path / "shop", calling=CALLING, keys=KEYS)) as editor:
        uri, keys = editor.open("calling.py"), editor.open("keys.py")
        assert "can be faster" in await editor.command("optimize", uri, "missing")
        await editor.diagnostics(uri)
        editor.edit(keys, "return 1", "return 2")
        assert await editor.diagnostics(uri)
        editor.edit(keys, "item * 2", "item * 3")
        await editor.diagnostics(uri, lambda now: not now)
        editor.save(keys)
        await editor.diagnostics(uri)


async def test_a_file_changed_outside_the_editor_withdraws_what_calls_it(tmp_path: Path) -> None:
    async with editing(project(tmp_path / "shop", calling=CALLING, keys=KEYS)) as editor:
        uri = editor.open("calling.py")
        assert "can be faster" in await editor.command("optimize", uri, "missing")
        await editor.diagnostics(uri)
        (editor.folder / "keys.py").write_text(KEYS.replace("item * 2", "item * 3"))
        change = types.FileEvent(editor.uri("keys.py"), types.FileChangeType.Changed)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([change]))
        await editor.diagnostics(uri, lambda now: not now)
        await editor.diagnostics(uri)
