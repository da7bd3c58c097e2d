"""The commands that change texts: wins applied, taken back and ignored, and migrations written."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcException

from ..domain import DDL, Edits, Snapshot
from ..languages.python import pyproject
from .arguments import Token, say, target, text
from .edits import workspace_edit
from .ignoring import ignore_here

if TYPE_CHECKING:
    from .server import Server

_UNSAID = "the editor did not say why"


async def apply(ls: Server, arguments: Sequence[Any], token: Token) -> dict[str, Any]:
    """[uri?, unit?, index?]: apply a win, the best of the unit or of the file."""
    uri, unit = target(ls, arguments)
    index = arguments[2] if len(arguments) > 2 and isinstance(arguments[2], int) else 0
    units = [unit] if unit else [shown.report.unit.name for shown, _ in ls.engine.session.wins(uri or "")][:1]
    snapshot = ls.engine.session.snapshot(uri or "")
    found = ls.engine.win(uri, units[0], index=index) if uri and units else None
    if snapshot is None or found is None:
        return {"applied": False, "message": say(ls, "There is nothing to apply here: no win is shown.")}
    if not found[1].candidate.change.edits:
        message = "This win changes the database, not the text: create a migration with its quick fix."
        return {"applied": False, "message": say(ls, message)}
    edits = ls.engine.offer(snapshot.uri, *found)
    return await apply_edits(ls, snapshot, edits, f"Faster {found[0].report.unit.name}")


async def apply_all(ls: Server, arguments: Sequence[Any], token: Token) -> dict[str, Any]:
    """[uri?]: apply the best win of every unit of a document, as one change."""
    uri, _ = target(ls, arguments)
    snapshot = ls.engine.session.snapshot(uri or "")
    wins = ls.engine.session.wins(uri or "")
    edits, names = ls.engine.offer_all(snapshot.uri) if snapshot and wins else (Edits(()), ())
    if snapshot is None or not names:
        return {"applied": False, "message": say(ls, "There is nothing to apply here: no win that changes the text.")}
    done = await apply_edits(ls, snapshot, edits, f"Faster {', '.join(names)}")
    left = len(wins) - len(names)
    if done["applied"] and left:
        done["message"] = say(ls, f"{len(names)} applied; {left} must be applied alone, or changes the database.")
    return done


async def undo(ls: Server, arguments: Sequence[Any], token: Token) -> dict[str, Any]:
    """[]: take the last applied win back."""
    application = ls.engine.undo()
    snapshot = ls.engine.session.snapshot(application.uri) if application else None
    if application is None or snapshot is None:
        message = "There is nothing to take back: nothing was applied, or it was edited since."
        return {"applied": False, "message": say(ls, message)}
    return await apply_edits(ls, snapshot, application.back, f"Take back the faster {application.name}")


async def ignore(ls: Server, arguments: Sequence[Any], token: Token) -> dict[str, Any]:
    """[uri, unit]: leave a unit alone from now on, by a comment in its text."""
    uri, unit = target(ls, arguments)
    snapshot = ls.engine.session.snapshot(uri or "")
    found = ls.engine.win(uri, unit) if uri and unit else None
    if snapshot is None or found is None:
        return {"applied": False, "message": say(ls, "There is nothing to ignore here: no win is shown.")}
    return await apply_edits(ls, snapshot, Edits((ignore_here(ls, snapshot, found[0].unit),)), f"Ignore {unit}")


async def ignore_pattern(ls: Server, arguments: Sequence[Any], token: Token) -> str:
    """[uri, pattern]: switch a pattern off in the project's pyproject.toml."""
    uri, pattern = text(arguments, 0), text(arguments, 1)
    root = ls.engine.session.root(uri) if uri else None
    if root is None or not pattern:
        return say(ls, "A pattern is ignored in the pyproject.toml of an open folder, and this file is in none.")
    problem = await asyncio.to_thread(pyproject.ignore, root, pattern)
    if problem:
        return say(ls, problem)
    ls.configure()
    return f"{pattern} is ignored in {root / 'pyproject.toml'}."


async def create_migration(ls: Server, arguments: Sequence[Any], token: Token) -> dict[str, Any]:
    """[uri?, unit?, index?]: write what a win changes in the database as a migration of the project, and show it.

    Without a unit it is the first win of the document that changes the database, without an index the unit's best.
    """
    from ..optimize.queries.migrations import NotWritten, migration

    uri, unit = target(ls, arguments)
    index = arguments[2] if len(arguments) > 2 and isinstance(arguments[2], int) else None
    change, root = next(_changes(ls, uri or "", unit, index), None), ls.engine.session.root(uri or "")
    if change is None or root is None:
        message = "There is nothing to write: no win here changes a database, or the file is in no open folder."
        return {"path": None, "message": say(ls, message)}
    try:
        made = await asyncio.to_thread(migration, change, root)
        await asyncio.to_thread(made.save)
    except NotWritten as error:
        return {"path": None, "message": say(ls, str(error))}
    except OSError as error:
        return {"path": None, "message": say(ls, f"The migration could not be written: {error}.")}
    if ls.can.show_document:
        params = types.ShowDocumentParams(made.path.as_uri())
        ls.protocol.send_request(types.WINDOW_SHOW_DOCUMENT, params)
    return {"path": str(made.path), "message": f"The migration is in {made.path.relative_to(root)}."}


def _changes(ls: Server, uri: str, unit: str | None, index: int | None) -> Iterator[DDL]:
    """What wins change in a database, those of a unit alone if one is named, the one at an index alone if one is."""
    for shown, trials in ls.engine.session.wins(uri):
        if unit in (None, shown.report.unit.name):
            for place, trial in enumerate(trials):
                if index in (None, place) and isinstance(trial.candidate.change, DDL):
                    yield trial.candidate.change


async def apply_edits(ls: Server, snapshot: Snapshot, edits: Edits, label: str) -> dict[str, Any]:
    """Have the client apply an edit; whether it did, and a sentence."""
    if not ls.can.apply_edit:
        return {"applied": False, "message": say(ls, "This editor lets no server edit: use the quick fix.")}
    params = types.ApplyWorkspaceEditParams(workspace_edit(ls, snapshot, edits), label)
    try:
        answer = await asyncio.shield(ls.protocol.send_request_async(types.WORKSPACE_APPLY_EDIT, params))
    except JsonRpcException as error:
        why = error.message
    else:
        if answer and answer.applied:
            return {"applied": True, "message": f"{label}."}
        why = answer.failure_reason if answer else ""
    return {"applied": False, "message": say(ls, f"The edit was not applied: {why or _UNSAID}.")}
