"""The table: method -> handler -> engine. And the server's life, from the first byte to the last process."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInternalError
from pygls.lsp.server import LanguageServer

from ..settings import Settings
from . import (
    code_actions,
    code_lens,
    configuration,
    dashboard,
    debug,
    diagnostics,
    documents,
    hover,
    inline_completion,
    names,
    progress,
    wins,
)
from .capabilities import Can
from .commands import COMMANDS, execute
from .convert import Converter
from .offer import offer
from .protocol import Protocol
from .told import Told
from .transport import Frames, stdio

if TYPE_CHECKING:
    from ..domain import CardKind, Progress
    from ..engine import Engine, Running

_log = logging.getLogger(__name__)
_CHUNK_BYTES = 1 << 16
_CONFIGURE = "configure"
_SETTINGS_S = 6.0
_SWITCH_S = 0.001
"""Threads give way to each other this often, so that a handler never waits long for a parse in another thread."""

Build = Callable[[Settings], "Engine"]

FEATURES: dict[str, tuple[Callable[..., Any], Any]] = {
    types.INITIALIZE: (configuration.initialize, None),
    types.INITIALIZED: (configuration.initialized, None),
    types.WORKSPACE_DID_CHANGE_CONFIGURATION: (configuration.did_change_configuration, None),
    types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS: (configuration.did_change_folders, None),
    names.TRUST: (configuration.trust, None),
    types.TEXT_DOCUMENT_DID_OPEN: (documents.did_open, None),
    types.TEXT_DOCUMENT_DID_CHANGE: (documents.did_change, None),
    types.TEXT_DOCUMENT_DID_SAVE: (documents.did_save, types.SaveOptions(include_text=False)),
    types.TEXT_DOCUMENT_DID_CLOSE: (documents.did_close, None),
    types.WORKSPACE_DID_CHANGE_WATCHED_FILES: (documents.did_change_watched_files, None),
    types.TEXT_DOCUMENT_INLINE_COMPLETION: (inline_completion.inline_completion, types.InlineCompletionOptions()),
    names.OTHERS: (inline_completion.others, None),
    types.TEXT_DOCUMENT_HOVER: (hover.hover, None),
    types.TEXT_DOCUMENT_CODE_ACTION: (
        code_actions.code_actions,
        types.CodeActionOptions(code_action_kinds=code_actions.KINDS, resolve_provider=True),
    ),
    types.CODE_ACTION_RESOLVE: (code_actions.resolve, None),
    types.TEXT_DOCUMENT_CODE_LENS: (code_lens.code_lenses, None),
    types.WORKSPACE_EXECUTE_COMMAND: (execute, None),
    types.WINDOW_WORK_DONE_PROGRESS_CANCEL: (progress.cancel, None),
    names.DASHBOARD: (dashboard.dashboard, None),
    names.WINS: (wins.wins, None),
    names.WIN_TEXT: (wins.win_text, None),
    names.DEBUG_INFORMATION: (debug.debug_information, None),
}


class Server(LanguageServer):
    """What handlers share: the engine, the client's abilities and positions, and what is shown where."""

    protocol: Protocol

    def __init__(self, build: Build, begin: dashboard.Begin) -> None:
        super().__init__("parallelproof", version("parallelproof"), protocol_cls=Protocol)
        self._build = build
        self._engine: Engine | None = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.can, self.converter = Can(), Converter()
        self.trust: bool | None = None
        self.others_complete, self.can_use_setting, self.can_compare = False, False, False
        self.folders: dict[str, Path] = {}
        self.pushed_settings: Mapping[str, Any] = {}
        self.told_problems: tuple[str, ...] = ()
        self.diagnostics = diagnostics.Diagnostics(self)
        self.work_done = progress.WorkDone(self)
        self.told = Told(self)
        self.dashboard = dashboard.Dashboard(begin)
        for method, (handler, options) in FEATURES.items():
            self.feature(method, options)(handler)
        for command in COMMANDS:
            self.command(command)(execute)

    @property
    def engine(self) -> Engine:
        """Built when it is first needed, which is after `initialize` has been answered."""
        if self._engine is None:
            self._engine = self._build(Settings())
            self._engine.face = self
            # What is loaded by now stays: a full collection would go through it again and again, for 50 ms each time.
            gc.freeze()
        return self._engine

    def begin(self, params: types.InitializeParams) -> None:
        """Adapt to the client."""
        self.can = Can.of(params.capabilities)
        self.converter = Converter(self.can.encoding)
        if self.can.pull:
            options = types.DiagnosticOptions(True, False, identifier=diagnostics.SOURCE)
            self.feature(types.TEXT_DOCUMENT_DIAGNOSTIC, options)(diagnostics.pull)

    def configure(self) -> None:
        """Read all settings anew, soon."""
        self.engine.background.replace(_CONFIGURE, partial(configuration.configure, self))

    async def configured(self) -> None:
        """Wait until the settings that are being read hold; a client that does not say them is not waited for long."""
        reading = self.engine.background.task(_CONFIGURE)
        if reading is not None:
            await asyncio.wait([reading], timeout=_SETTINGS_S)

    # What the engine tells its face

    def changed(self, uri: str) -> None:
        """What is shown for the document is no longer what it was."""
        self.diagnostics.changed(uri)
        self.told.changed(wins=True)

    def found(self, uri: str, kind: CardKind) -> None:
        """There is a new card for the document: LSP has no way to say so, so we have one."""
        snapshot = self.engine.session.snapshot(uri)
        if snapshot:
            self.protocol.notify(names.CARDS, {"uri": uri, "kinds": [kind], "version": snapshot.version})

    def begun(self, running: Running) -> None:
        """A campaign has begun."""
        self.work_done.begun(running)
        self.told.changed()

    def progressed(self, running: Running, progress: Progress) -> None:
        """An agent of a campaign has come further."""
        self.work_done.progressed(running, progress)
        self.told.changed()

    def ended(self, running: Running, summary: str) -> None:
        """A campaign has ended."""
        self.work_done.ended(running, summary)
        self.told.changed()
        self.log(summary)

    def offer(self, title: str) -> None:
        """A search service of this name could be asked, if a person lets queries leave the machine."""
        self.engine.background.replace("offer", partial(offer, self, title))

    def tell(self, sentence: str) -> None:
        """Something a person may want to know."""
        self.log(sentence)
        self.told.changed()

    # What handlers need

    @property
    def shows_lenses(self) -> bool:
        """Whether any folder wants code lenses."""
        session = self.engine.session
        return any(settings.code_lens for settings in (session.settings, *session.folders.values()))

    def private_file(self, name: str, text: str) -> Path:
        """Write a file that only this user can read, in a folder that goes with the process."""
        self._folder = self._folder or tempfile.TemporaryDirectory(prefix="parallelproof-", ignore_cleanup_errors=True)
        path = Path(self._folder.name) / name
        path.write_text(text, encoding="utf-8")
        return path

    def log(self, sentence: str, kind: types.MessageType = types.MessageType.Info) -> None:
        """A line in the client's log."""
        self.window_log_message(types.LogMessageParams(kind, sentence))

    def report_server_error(self, error: Exception, source: Any) -> None:
        """A bug of ours: in the log, with its traceback on stderr, and not in the person's face."""
        if isinstance(error, JsonRpcException) and not isinstance(error, JsonRpcInternalError):
            return
        trace = error.data.get("traceback", ()) if isinstance(error, JsonRpcInternalError) and error.data else ()
        _log.error("%s\n%s", error, "".join(trace))
        self.log(f"{type(error).__name__}: {error}", types.MessageType.Error)

    async def close(self) -> None:
        """End all work and all processes, and remove what was written."""
        await self.dashboard.close()
        if self._engine is not None:
            await self._engine.close()
        if self._folder is not None:
            self._folder.cleanup()


def run_stdio(build: Build, begin: dashboard.Begin) -> int:
    """Serve the client on stdin and stdout until it says exit or goes away; the process's exit code."""

    async def serve() -> int:
        reader, writer = stdio()
        try:
            return await _serve(build, begin, reader, writer)
        finally:
            writer.close()

    sys.setswitchinterval(_SWITCH_S)
    return asyncio.run(serve())


def run_tcp(build: Build, begin: dashboard.Begin, host: str = "127.0.0.1", port: int = 0) -> int:
    """Serve the first client that connects, and end with it; others are turned away. The process's exit code."""

    async def serve() -> int:
        done: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        is_taken = False

        async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal is_taken
            if is_taken:
                writer.close()
                return
            is_taken = True
            try:
                done.set_result(await _serve(build, begin, reader, writer))
            finally:
                writer.close()
                if not done.done():
                    done.set_result(1)

        listening = await asyncio.start_server(connected, host, port)
        address = listening.sockets[0].getsockname()
        print(f"parallelproof: listening on {address[0]}:{address[1]}", file=sys.stderr, flush=True)
        async with listening:
            return await done

    sys.setswitchinterval(_SWITCH_S)
    return asyncio.run(serve())


async def _serve(build: Build, begin: dashboard.Begin, reader: asyncio.StreamReader, writer: Any) -> int:
    # pygls logs a traceback for whatever a client gets wrong; what is our own fault, `report_server_error` logs.
    logging.getLogger("pygls").setLevel(logging.CRITICAL)
    server, frames = Server(build, begin), Frames()
    server.protocol.set_writer(writer)
    _end_on_signal()
    try:
        while server.protocol.exit_code is None and (chunk := await _read(reader)):
            for body in frames.feed(chunk):
                server.protocol.receive(body)
                if server.protocol.exit_code is not None:
                    break
                # Work that is due comes between two messages, however many there are.
                await asyncio.sleep(0)
    except asyncio.CancelledError:
        _log.info("Ended by a signal")
    finally:
        await server.close()
    code = server.protocol.exit_code
    return (0 if server.protocol.is_shut_down else 1) if code is None else code


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(_CHUNK_BYTES)
    except OSError:
        return b""


def _end_on_signal() -> None:
    """SIGTERM and SIGINT end the server as its client's going would, so that no process is left behind."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, task.cancel)
        except (NotImplementedError, RuntimeError):
            return
