"""An editor for tests: pytest-lsp's client on the real server process, with words for what a person does."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Union

from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient

MODULE = '''\
"""Orders."""


def unique(items):
    found = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


def helper(value):
    return value + 1


def plain(value):
    return helper(value)
'''
TESTS = """\
from orders import unique


def test_unique():
    assert unique([3, 1, 3]) == [3, 1]
    assert unique(list(range(300)) * 2) == list(range(300))
"""
COMMAND = [sys.executable, "-m", "parallelproof", "lsp"]
SETTINGS = {"pauseS": 0.1, "pauseOnBattery": False, "samples": 40, "fulfill": False}
"""What is looked up while you type is for the tests of that; here it would only be in the way."""
WAIT_S = 40.0


def capabilities(**changes: Any) -> types.ClientCapabilities:
    """Those of a modern editor, without pull diagnostics."""
    document = types.TextDocumentClientCapabilities(
        hover=types.HoverClientCapabilities(content_format=[types.MarkupKind.Markdown]),
        code_action=types.CodeActionClientCapabilities(
            data_support=True, resolve_support=types.ClientCodeActionResolveOptions(["edit"])
        ),
        publish_diagnostics=types.PublishDiagnosticsClientCapabilities(),
        diagnostic=changes.get("diagnostic"),
    )
    if "bare" in changes:
        return types.ClientCapabilities(text_document=types.TextDocumentClientCapabilities())
    return types.ClientCapabilities(
        text_document=document,
        workspace=types.WorkspaceClientCapabilities(
            apply_edit=True,
            configuration=True,
            workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True),
            code_lens=types.CodeLensWorkspaceClientCapabilities(refresh_support=True),
        ),
        window=types.WindowClientCapabilities(
            work_done_progress=True, show_document=types.ShowDocumentClientCapabilities(support=True)
        ),
        general=types.GeneralClientCapabilities(position_encodings=changes.get("encodings")),
    )


class Editor:
    """One open window: a folder, its documents, and what the server shows for them."""

    def __init__(self, client: LanguageClient, folder: Path, result: types.InitializeResult) -> None:
        self.client, self.folder, self.server = client, folder, result.capabilities
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self.shown: list[types.ShowDocumentParams] = []
        self.lens_refreshes = 0
        self.found: list[str] = []
        """Kinds of the cards that were announced."""
        self.chosen: list[tuple[str, str]] = []
        """Settings that a person chose when asked."""
        self.answers: list[str] = []
        """What the person says when they are asked."""
        self.asked: list[str] = []
        """What they were asked."""
        self.statuses: list[Any] = []
        self.wins_changed = 0

    def uri(self, name: str = "orders.py") -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str = "orders.py", text: str | None = None, uri: str | None = None) -> str:
        uri = uri or self.uri(name)
        self.texts[uri] = (self.folder / name).read_text() if text is None else text
        self.versions[uri] = 1
        item = types.TextDocumentItem(uri, types.LanguageKind.Python, 1, self.texts[uri])
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def edit(self, uri: str, before: str, after: str) -> None:
        """Replace the first occurrence of a text by another, as an incremental change."""
        text = self.texts[uri]
        start = text.index(before)
        self._change(uri, text[:start] + after + text[start + len(before) :], start, start + len(before), after)

    def insert(self, uri: str, at: int, new: str) -> None:
        self._change(uri, self.texts[uri][:at] + new + self.texts[uri][at:], at, at, new)

    def touch(self, uri: str, function: str = "unique") -> None:
        """Edit a function without changing what it does."""
        at = self.texts[uri].index("\n", self.texts[uri].index(f"def {function}("))
        self.insert(uri, at, "  # looked at")

    def save(self, uri: str) -> None:
        (self.folder / uri.rsplit("/", 1)[-1]).write_text(self.texts[uri])
        self.client.text_document_did_save(types.DidSaveTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def close(self, uri: str) -> None:
        self.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))

    def apply(self, edit: types.WorkspaceEdit) -> None:
        """What an editor does with an edit: only for the version it was made for."""
        for change in edit.document_changes or ():
            assert isinstance(change, types.TextDocumentEdit)
            uri = change.text_document.uri
            assert change.text_document.version == self.versions[uri]
            text = self.texts[uri]
            for part in sorted(change.edits, key=lambda one: _key(one.range.start), reverse=True):
                assert isinstance(part, types.TextEdit)
                start, end = _offset(text, part.range.start), _offset(text, part.range.end)
                text = text[:start] + part.new_text + text[end:]
            self._change(uri, text, None, None, text)

    def place(self, uri: str, text: str) -> types.Position:
        """Where a text first stands."""
        return _position(self.texts[uri], self.texts[uri].index(text))

    async def diagnostics(
        self, uri: str, wanted: Callable[[list[types.Diagnostic]], Any] = bool
    ) -> list[types.Diagnostic]:
        """What was pushed for a document, as soon as it is as wanted."""
        await eventually(lambda: wanted(list(self.client.diagnostics.get(uri, ()))))
        return list(self.client.diagnostics.get(uri, ()))

    async def ghost(self, uri: str, at: types.Position, by_hand: bool = False) -> types.InlineCompletionItem | None:
        """What is offered at a place, automatically or because a person asks."""
        kinds = types.InlineCompletionTriggerKind
        context = types.InlineCompletionContext(kinds.Invoked if by_hand else kinds.Automatic)
        params = types.InlineCompletionParams(context, types.TextDocumentIdentifier(uri), at)
        found = await self.client.text_document_inline_completion_async(params)
        items = found.items if isinstance(found, types.InlineCompletionList) else found or ()
        return next(iter(items), None)

    async def hover(self, uri: str, at: types.Position) -> types.Hover | None:
        return await self.client.text_document_hover_async(types.HoverParams(types.TextDocumentIdentifier(uri), at))

    async def actions(self, uri: str, at: types.Position, *only: str) -> list[types.CodeAction]:
        context = types.CodeActionContext(self.client.diagnostics.get(uri, ()), list(only) or None)
        params = types.CodeActionParams(types.TextDocumentIdentifier(uri), types.Range(at, at), context)
        found = await self.client.text_document_code_action_async(params)
        return [action for action in found or () if isinstance(action, types.CodeAction)]

    async def lenses(self, uri: str) -> list[types.CodeLens]:
        params = types.CodeLensParams(types.TextDocumentIdentifier(uri))
        return list(await self.client.text_document_code_lens_async(params) or ())

    async def command(self, name: str, *arguments: Any, token: str | None = None) -> Any:
        params = types.ExecuteCommandParams(f"parallelproof.{name}", list(arguments), token)
        return await self.client.workspace_execute_command_async(params)

    async def ask(self, method: str, **params: Any) -> Any:
        """A request of our own, such as "wins"."""
        return await self.client.protocol.send_request_async(f"parallelproof/{method}", params)

    def configure(self, **settings: Any) -> None:
        self.client.set_configuration({"parallelproof": {**SETTINGS, **settings}})
        self.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))

    def progress(self) -> list[str]:
        """Kinds and messages of every progress display, in order."""
        return [f"{one.kind} {one.message}" for reports in self.client.progress_reports.values() for one in reports]

    def _change(self, uri: str, text: str, start: int | None, end: int | None, new: str) -> None:
        old, self.texts[uri] = self.texts[uri], text
        self.versions[uri] += 1
        change: types.TextDocumentContentChangeEvent = types.TextDocumentContentChangeWholeDocument(new)
        if start is not None and end is not None:
            place = types.Range(_position(old, start), _position(old, end))
            change = types.TextDocumentContentChangePartial(place, new)
        document = types.VersionedTextDocumentIdentifier(self.versions[uri], uri)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))


@asynccontextmanager
async def editing(
    folder: Path,
    *,
    trusted: bool | None = True,
    settings: dict[str, Any] | None = None,
    client: types.ClientCapabilities | None = None,
    command: list[str] = COMMAND,
    environment: dict[str, str] | None = None,
    options: dict[str, Any] | None = None,
) -> AsyncIterator[Editor]:
    """An editor on a folder; the server is asked to end at the end, and must."""
    # A cache and a lock for timed runs of its own: other tests on this machine neither help nor hinder.
    own = {"XDG_CACHE_HOME": "cache", "XDG_STATE_HOME": "state", "XDG_RUNTIME_DIR": "."}
    env = {**os.environ, **{name: str(folder.parent / place) for name, place in own.items()}, **(environment or {})}
    test_client = await ClientServerConfig(server_command=command, server_env=env).start()
    assert isinstance(test_client, LanguageClient)
    test_client.set_configuration({"parallelproof": {**SETTINGS, **(settings or {})}})
    said = {**({} if trusted is None else {"trusted": trusted}), **(options or {})}
    params = types.InitializeParams(
        client or capabilities(),
        workspace_folders=[types.WorkspaceFolder(folder.as_uri(), folder.name)],
        initialization_options=said or None,
    )
    # lsprotocol takes a code action that has a command for a command.
    converter = test_client.protocol._converter
    converter.register_structure_hook(
        Union[types.Command, types.CodeAction],  # noqa: UP007 - the key that lsprotocol looks it up by
        lambda data, _: converter.structure(data, types.CodeAction if "kind" in data else types.Command),
    )
    editor = Editor(test_client, folder, await test_client.initialize_session(params))

    @test_client.feature(types.WORKSPACE_APPLY_EDIT)
    def apply_edit(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
        editor.apply(params.edit)
        return types.ApplyWorkspaceEditResult(applied=True)

    @test_client.feature("parallelproof/cards")
    def cards(params: Any) -> None:
        assert params.uri in editor.texts and params.version <= editor.versions[params.uri]
        editor.found += params.kinds

    @test_client.feature("parallelproof/useSetting")
    def use_setting(params: Any) -> None:
        editor.chosen.append((params.setting, params.value))

    @test_client.feature("parallelproof/status")
    def status(params: Any) -> None:
        editor.statuses.append(params)

    @test_client.feature("parallelproof/winsChanged")
    def wins_changed(params: Any) -> None:
        editor.wins_changed += 1

    @test_client.feature(types.WINDOW_SHOW_MESSAGE_REQUEST)
    def show_message_request(params: types.ShowMessageRequestParams) -> types.MessageActionItem | None:
        editor.asked.append(params.message)
        actions = {action.title: action for action in params.actions or ()}
        return actions[editor.answers.pop(0)] if editor.answers else None

    @test_client.feature(types.WORKSPACE_CODE_LENS_REFRESH)
    def refresh_lenses(params: None) -> None:
        editor.lens_refreshes += 1

    try:
        yield editor
    finally:
        await asyncio.wait_for(test_client.shutdown_session(), 10)
        await test_client.stop()


def project(folder: Path, **files: str) -> Path:
    """A folder with a module that is slow in one place, and its test."""
    folder.mkdir(parents=True)
    for name, text in {"orders": MODULE, "test_orders": TESTS, **files}.items():
        (folder / f"{name}.py").write_text(text)
    return folder


async def eventually(holds: Callable[[], Any], within_s: float = WAIT_S) -> None:
    """Wait until something holds, and fail if it does not in time."""
    async with asyncio.timeout(within_s):
        while not holds():  # noqa: ASYNC110 - the client's handlers set no event
            await asyncio.sleep(0.02)


def _key(position: types.Position) -> tuple[int, int]:
    return position.line, position.character


def _position(text: str, offset: int) -> types.Position:
    head = text[:offset]
    line = head[head.rfind("\n") + 1 :]
    return types.Position(head.count("\n"), len(line.encode("utf-16-le")) // 2)


def _offset(text: str, position: types.Position) -> int:
    lines = text.split("\n")
    units = lines[position.line].encode("utf-16-le")[: 2 * position.character]
    return sum(len(line) + 1 for line in lines[: position.line]) + len(units.decode("utf-16-le"))
