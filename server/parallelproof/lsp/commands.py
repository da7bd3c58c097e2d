"""The commands. Each answers with what it did, for clients that want to know."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException, JsonRpcInvalidParams

from ..domain import DDL, Edits, Snapshot, UnitReport
from ..languages.python import pyproject
from ..optimize.explain import page_markdown
from . import context, names
from .edits import workspace_edit
from .status import status

if TYPE_CHECKING:
    from .server import Server

Token = str | int | None
_UNSAID = "the editor did not say why"
Command = Callable[["Server", Sequence[Any], Token], Awaitable[Any]]


async def execute(ls: Server, params: types.ExecuteCommandParams) -> Any:
    """Run one command."""
    command = COMMANDS.get(params.command)
    if command is None:
        raise JsonRpcInvalidParams(f"There is no command {params.command!r} here: {', '.join(COMMANDS)}.")
    if command is not cancel:
        await ls.configured()
    return await command(ls, params.arguments or (), params.work_done_token)


async def optimize(ls: Server, arguments: Sequence[Any], token: Token) -> str:
    """[uri?, unit?]: a campaign over one function or a whole file, the one edited last if none is named."""
    uri, unit = _target(ls, arguments)
    if uri is None:
        return _say(ls, "Open a Python or SQL file first.")
    return _say(ls, await ls.engine.optimize(uri, frozenset({unit}) if unit else None, token))


async def apply(ls: Server, arguments: Sequence[Any], token: Token) -> dict[str, Any]:
    """[uri?, unit?, index?]: apply a win, the best of the unit or of the file."""
    uri, unit = _target(ls, arguments)
    index = arguments[2] if len(arguments) > 2 and isinstance(arguments[2], int) else 0
    units = [unit] if unit else [shown.report.unit.name for shown, _ in ls.engine.session.wins(uri or "")][:1]
    snapshot = ls.engine.session.snapshot(uri or "")
    found = ls.engine.win(uri, units[0], index=index) if uri and units else None
    if snapshot is None or found is None:
        return {"applied": False, "message": _say(ls, "There is nothing to apply here: no win is shown.")}
    if not found[1].candidate.change.edits:
        message = "This win changes the database, not the text: create a migration with its quick fix."
        return {"applied": False, "message": _say(ls, message)}
    edits = ls.engine.offer(snapshot.uri, *found)
    return await _apply(ls, snapshot, edits, f"Faster {found[0].report.unit.name}")


async def undo(ls: Server, arguments: Sequence[Any], token: Token) -> dict[str, Any]:
    """[]: take the last applied win back."""
    application = ls.engine.undo()
    snapshot = ls.engine.session.snapshot(application.uri) if application else None
    if application is None or snapshot is None:
        message = "There is nothing to take back: nothing was applied, or it was edited since."
        return {"applied": False, "message": _say(ls, message)}
    return await _apply(ls, snapshot, application.back, f"Take back the faster {application.name}")


async def cancel(ls: Server, arguments: Sequence[Any], token: Token) -> int:
    """[uri?]: end the campaigns of one document or all; how many were running."""
    return ls.engine.cancel(_text(arguments, 0))


async def show_trials(ls: Server, arguments: Sequence[Any], token: Token) -> str:
    """[uri?, unit?]: everything that was tried, as Markdown, shown as a document where the client can."""
    uri, unit = _target(ls, arguments)
    reports = [report for report in _reports(ls, uri) if unit in (None, report.unit.name)]
    text = "\n".join(page_markdown(report) for report in reports)
    return await _show(ls, "trials.md", text or "Nothing has been tried here yet.\n")


async def show_status(ls: Server, arguments: Sequence[Any], token: Token) -> str:
    """[]: what the server is doing, and with which settings."""
    return await _show(ls, "status.md", "\n".join([line async for line in status(ls)]) + "\n")


async def ignore_pattern(ls: Server, arguments: Sequence[Any], token: Token) -> str:
    """[uri, pattern]: switch a pattern off in the project's pyproject.toml."""
    uri, pattern = _text(arguments, 0), _text(arguments, 1)
    root = ls.engine.session.root(uri) if uri else None
    if root is None or not pattern:
        return _say(ls, "A pattern is ignored in the pyproject.toml of an open folder, and this file is in none.")
    problem = await asyncio.to_thread(pyproject.ignore, root, pattern)
    if problem:
        return _say(ls, problem)
    ls.configure()
    return f"{pattern} is ignored in {root / 'pyproject.toml'}."


async def fulfill(ls: Server, arguments: Sequence[Any], token: Token) -> str:
    """[uri?]: look up what was typed last, or the line of the cursor; one sentence on what was found."""
    uri, _ = _target(ls, arguments)
    return _say(ls, await ls.engine.fulfill(uri) if uri else "Open a Python or SQL file first.")


async def show_context(ls: Server, arguments: Sequence[Any], token: Token) -> str:
    """[uri?]: what was found while you typed, as Markdown, shown as a document where the client can."""
    uri, _ = _target(ls, arguments)
    return await _show(ls, "context.md", context.page(ls, uri or ""))


async def insert_citation(ls: Server, arguments: Sequence[Any], token: Token) -> dict[str, Any]:
    """[uri?, source?]: a comment that names a source, the best found if none is given, above the line it is about."""
    uri, source = _text(arguments, 0) or ls.engine.latest, _text(arguments, 1)
    snapshot = ls.engine.session.snapshot(uri or "")
    edits = context.citing(ls, snapshot, source) if snapshot else None
    if snapshot is None or edits is None:
        return {"applied": False, "message": _say(ls, "There is nothing to cite here: what was found is gone.")}
    return await _apply(ls, snapshot, edits, "Cite a source")


async def create_migration(ls: Server, arguments: Sequence[Any], token: Token) -> dict[str, Any]:
    """[uri?, unit?, index?]: write what a win changes in the database as a migration of the project, and show it.

    Without a unit it is the first win of the document that changes the database, without an index the unit's best.
    """
    from ..optimize.queries.migrations import NotWritten, migration

    uri, unit = _target(ls, arguments)
    index = arguments[2] if len(arguments) > 2 and isinstance(arguments[2], int) else None
    change, root = next(_changes(ls, uri or "", unit, index), None), ls.engine.session.root(uri or "")
    if change is None or root is None:
        message = "There is nothing to write: no win here changes a database, or the file is in no open folder."
        return {"path": None, "message": _say(ls, message)}
    try:
        made = await asyncio.to_thread(migration, change, root)
        await asyncio.to_thread(made.save)
    except NotWritten as error:
        return {"path": None, "message": _say(ls, str(error))}
    except OSError as error:
        return {"path": None, "message": _say(ls, f"The migration could not be written: {error}.")}
    if ls.can.show_document:
        params = types.ShowDocumentParams(made.path.as_uri())
        ls.protocol.send_request(types.WINDOW_SHOW_DOCUMENT, params)
    return {"path": str(made.path), "message": f"The migration is in {made.path.relative_to(root)}."}


async def ignore_name(ls: Server, arguments: Sequence[Any], token: Token) -> None:
    """[uri, name]: ask no more about a name in a document while it is open."""
    uri, name = _text(arguments, 0), _text(arguments, 1)
    if uri and name:
        ls.engine.typing.ignore(uri, name)


COMMANDS: dict[str, Command] = {
    names.OPTIMIZE: optimize,
    names.APPLY: apply,
    names.UNDO: undo,
    names.CANCEL: cancel,
    names.SHOW_TRIALS: show_trials,
    names.SHOW_STATUS: show_status,
    names.IGNORE_PATTERN: ignore_pattern,
    names.FULFILL: fulfill,
    names.SHOW_CONTEXT: show_context,
    names.INSERT_CITATION: insert_citation,
    names.IGNORE_NAME: ignore_name,
    names.CREATE_MIGRATION: create_migration,
}


def _changes(ls: Server, uri: str, unit: str | None, index: int | None) -> Iterator[DDL]:
    """What wins change in a database, those of a unit alone if one is named, the one at an index alone if one is."""
    for shown, trials in ls.engine.session.wins(uri):
        if unit in (None, shown.report.unit.name):
            for place, trial in enumerate(trials):
                if index in (None, place) and isinstance(trial.candidate.change, DDL):
                    yield trial.candidate.change


def _target(ls: Server, arguments: Sequence[Any]) -> tuple[str | None, str | None]:
    """The document and the unit meant; without arguments, the document edited last."""
    given = arguments[0] if arguments and isinstance(arguments[0], dict) else None
    if given is not None:
        arguments = [given.get("uri"), given.get("unit")]
    return _text(arguments, 0) or ls.engine.latest, _text(arguments, 1)


def _text(arguments: Sequence[Any], at: int) -> str | None:
    return arguments[at] if len(arguments) > at and isinstance(arguments[at], str) else None


def _reports(ls: Server, uri: str | None) -> list[UnitReport]:
    document = ls.engine.session.documents.get(uri or "")
    return [shown.report for shown in sorted(document.shown.values(), key=lambda one: one.start)] if document else []


async def _apply(ls: Server, snapshot: Snapshot, edits: Edits, label: str) -> dict[str, Any]:
    if not ls.can.apply_edit:
        return {"applied": False, "message": _say(ls, "This editor lets no server edit: use the quick fix.")}
    params = types.ApplyWorkspaceEditParams(workspace_edit(ls, snapshot, edits), label)
    try:
        answer = await asyncio.shield(ls.protocol.send_request_async(types.WORKSPACE_APPLY_EDIT, params))
    except JsonRpcException as error:
        why = error.message
    else:
        if answer and answer.applied:
            return {"applied": True, "message": f"{label}."}
        why = answer.failure_reason if answer else ""
    return {"applied": False, "message": _say(ls, f"The edit was not applied: {why or _UNSAID}.")}


def _say(ls: Server, sentence: str) -> str:
    ls.window_show_message(types.ShowMessageParams(types.MessageType.Info, sentence))
    return sentence


async def _show(ls: Server, name: str, text: str) -> str:
    if ls.can.show_document:
        try:
            path = await asyncio.to_thread(ls.private_file, name, text)
        except OSError as error:
            ls.log(f"{name} could not be written ({error}).", types.MessageType.Warning)
        else:
            ls.protocol.send_request(types.WINDOW_SHOW_DOCUMENT, types.ShowDocumentParams(path.as_uri()))
    return text
