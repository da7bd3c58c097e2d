"""The commands. Each answers with what it did, for clients that want to know."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from ..domain import UnitReport
from ..optimize.explain import page_markdown
from . import applying, campaigns, context, names
from .arguments import Token, say, target, text
from .status import status

if TYPE_CHECKING:
    from .server import Server

Command = Callable[["Server", Sequence[Any], Token], Awaitable[Any]]


async def execute(ls: Server, params: types.ExecuteCommandParams) -> Any:
    """Run one command."""
    command = COMMANDS.get(params.command)
    if command is None:
        raise JsonRpcInvalidParams(f"There is no command {params.command!r} here: {', '.join(COMMANDS)}.")
    if command is not campaigns.cancel:
        await ls.configured()
    return await command(ls, params.arguments or (), params.work_done_token)


async def show_trials(ls: Server, arguments: Sequence[Any], token: Token) -> str:
    """[uri?, unit?]: everything that was tried, as Markdown, shown as a document where the client can."""
    uri, unit = target(ls, arguments)
    reports = [report for report in _reports(ls, uri) if unit in (None, report.unit.name)]
    page = "\n".join(page_markdown(report) for report in reports)
    return await _show(ls, "trials.md", page or "Nothing has been tried here yet.\n")


async def show_status(ls: Server, arguments: Sequence[Any], token: Token) -> str:
    """[]: what the server is doing, and with which settings."""
    return await _show(ls, "status.md", "\n".join([line async for line in status(ls)]) + "\n")


async def fulfill(ls: Server, arguments: Sequence[Any], token: Token) -> str:
    """[uri?]: look up what was typed last, or the line of the cursor; one sentence on what was found."""
    uri, _ = target(ls, arguments)
    return say(ls, await ls.engine.fulfill(uri) if uri else "Open a Python or SQL file first.")


async def show_context(ls: Server, arguments: Sequence[Any], token: Token) -> str:
    """[uri?]: what was found while you typed, as Markdown, shown as a document where the client can."""
    uri, _ = target(ls, arguments)
    return await _show(ls, "context.md", context.page(ls, uri or ""))


async def insert_citation(ls: Server, arguments: Sequence[Any], token: Token) -> dict[str, Any]:
    """[uri?, source?]: a comment that names a source, the best found if none is given, above the line it is about."""
    uri, source = text(arguments, 0) or ls.engine.latest, text(arguments, 1)
    snapshot = ls.engine.session.snapshot(uri or "")
    edits = context.citing(ls, snapshot, source) if snapshot else None
    if snapshot is None or edits is None:
        return {"applied": False, "message": say(ls, "There is nothing to cite here: what was found is gone.")}
    return await applying.apply_edits(ls, snapshot, edits, "Cite a source")


async def ignore_name(ls: Server, arguments: Sequence[Any], token: Token) -> None:
    """[uri, name]: ask no more about a name in a document while it is open."""
    uri, name = text(arguments, 0), text(arguments, 1)
    if uri and name:
        ls.engine.typing.ignore(uri, name)


COMMANDS: dict[str, Command] = {
    names.OPTIMIZE: campaigns.optimize,
    names.OPTIMIZE_FOLDER: campaigns.optimize_folder,
    names.CANCEL: campaigns.cancel,
    names.PAUSE: campaigns.pause,
    names.RESUME: campaigns.resume,
    names.APPLY: applying.apply,
    names.APPLY_ALL: applying.apply_all,
    names.UNDO: applying.undo,
    names.IGNORE: applying.ignore,
    names.IGNORE_PATTERN: applying.ignore_pattern,
    names.CREATE_MIGRATION: applying.create_migration,
    names.SHOW_TRIALS: show_trials,
    names.SHOW_STATUS: show_status,
    names.FULFILL: fulfill,
    names.SHOW_CONTEXT: show_context,
    names.INSERT_CITATION: insert_citation,
    names.IGNORE_NAME: ignore_name,
}


def _reports(ls: Server, uri: str | None) -> list[UnitReport]:
    document = ls.engine.session.documents.get(uri or "")
    return [shown.report for shown in sorted(document.shown.values(), key=lambda one: one.start)] if document else []


async def _show(ls: Server, name: str, text: str) -> str:
    if ls.can.show_document:
        try:
            path = await asyncio.to_thread(ls.private_file, name, text)
        except OSError as error:
            ls.log(f"{name} could not be written ({error}).", types.MessageType.Warning)
        else:
            ls.protocol.send_request(types.WINDOW_SHOW_DOCUMENT, types.ShowDocumentParams(path.as_uri()))
    return text
