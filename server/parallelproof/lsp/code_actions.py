"""Code actions: a quick fix for each win, the best first, and each meaning of a name; then what can be asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from ..domain import DDL, Edits, Snapshot, Span, Trial
from ..optimize.explain import headline
from ..optimize.shown import Shown
from . import context, names, questions
from .diagnostics import SOURCE
from .edits import workspace_edit
from .ignoring import ignore_here
from .wins import win_id

if TYPE_CHECKING:
    from .server import Server

OPTIMIZE_FUNCTION = types.CodeActionKind.RefactorRewrite.value + ".parallelproof"
OPTIMIZE_FILE = types.CodeActionKind.Source.value + ".optimize.parallelproof"
KINDS = [types.CodeActionKind.QuickFix.value, OPTIMIZE_FUNCTION, OPTIMIZE_FILE]


async def code_actions(ls: Server, params: types.CodeActionParams) -> list[types.CodeAction] | None:
    """What can be done at a place, only of the kinds that the client asks for."""
    uri, only = params.text_document.uri, params.context.only
    snapshot = ls.engine.session.snapshot(uri)
    if snapshot is None or ls.engine.session.is_silent(uri):
        return None
    at = ls.converter.span(uri, snapshot.text, params.range)
    found: list[types.CodeAction] = []
    if _asked(only, KINDS[0]):
        found += _fixes(ls, snapshot, at, params.context.diagnostics)
        for fix in questions.fixes(ls, snapshot, at, params.context.diagnostics):
            if fix.command or ls.can.resolve_edit:
                found.append(fix)
            else:
                with suppress(JsonRpcContentModified):
                    found.append(await resolve(ls, fix))
    if _asked(only, context.CITE):
        found += context.actions(ls, uri, at)
    if _asked(only, OPTIMIZE_FUNCTION) and (unit := ls.engine.session.unit_at(uri, at)):
        what = "query" if unit.language == "sql" else "function"
        found.append(_command(f"Optimise this {what}", OPTIMIZE_FUNCTION, names.OPTIMIZE, uri, unit.name))
    if _asked(only, OPTIMIZE_FILE) and not ls.engine.session.is_left_alone(uri):
        found.append(_command("Optimise file", OPTIMIZE_FILE, names.OPTIMIZE, uri))
    return found


async def resolve(ls: Server, action: types.CodeAction) -> types.CodeAction:
    """The edit of a quick fix, made when the person is about to use it."""
    data = action.data if isinstance(action.data, dict) else {}
    return await questions.resolve(ls, action, data) if "way" in data else _with_edit(ls, action, data)


def _with_edit(ls: Server, action: types.CodeAction, data: dict[str, Any]) -> types.CodeAction:
    uri, unit = data.get("uri"), data.get("unit")
    if not isinstance(uri, str) or not isinstance(unit, str):
        return action
    snapshot, found = ls.engine.session.snapshot(uri), ls.engine.win(uri, unit, index=int(data.get("index", 0)))
    if snapshot is None or found is None or found[1].candidate.why != data.get("why"):
        raise JsonRpcContentModified("The code that this rests on has changed: it will be checked again.")
    action.edit = workspace_edit(ls, snapshot, ls.engine.offer(uri, *found))
    return action


def _fixes(
    ls: Server, snapshot: Snapshot, at: Span, diagnostics: Iterable[types.Diagnostic]
) -> Iterator[types.CodeAction]:
    for shown, trials in ls.engine.session.wins(snapshot.uri):
        if not shown.unit.span.touches(at):
            continue
        about = [one for one in diagnostics if one.source == SOURCE and _is_about(one, shown)] or None
        for index, trial in enumerate(trials):
            change = trial.candidate.change
            if change.edits:
                yield _fix(ls, snapshot, shown, trial, index, about)
            if isinstance(change, DDL):
                yield _migration(snapshot, shown, trial, index, about)
        if ls.can_compare:
            comparing = [snapshot.uri, win_id(shown)]
            yield _command("Compare before and after", KINDS[0], names.COMPARE, *comparing, diagnostics=about)
        yield types.CodeAction(
            "Ignore here",
            types.CodeActionKind.QuickFix,
            diagnostics=about,
            edit=workspace_edit(ls, snapshot, Edits((ignore_here(ls, snapshot, shown.unit),))),
        )
        for pattern in dict.fromkeys(trial.candidate.pattern for trial in trials):
            if pattern:
                title = f"Ignore {pattern} in this project"
                yield _command(title, KINDS[0], names.IGNORE_PATTERN, snapshot.uri, pattern, diagnostics=about)


def _fix(
    ls: Server, snapshot: Snapshot, shown: Shown, trial: Trial, index: int, about: list[types.Diagnostic] | None
) -> types.CodeAction:
    data = {"uri": snapshot.uri, "unit": shown.report.unit.name, "index": index, "why": trial.candidate.why}
    action = types.CodeAction(
        f"{trial.candidate.pattern or trial.candidate.proposer}: {headline(trial)}",
        types.CodeActionKind.QuickFix,
        diagnostics=about,
        is_preferred=index == 0,
        data=data,
    )
    return action if ls.can.resolve_edit else _with_edit(ls, action, data)


def _migration(
    snapshot: Snapshot, shown: Shown, trial: Trial, index: int, about: list[types.Diagnostic] | None
) -> types.CodeAction:
    """What a win needs of the database is the project's to run, when and where it sees fit."""
    candidate = trial.candidate
    what = candidate.pattern or candidate.why[:1].lower() + candidate.why[1:].rstrip(".")
    title = f"Create migration: {what}: {headline(trial)}"
    arguments = [snapshot.uri, shown.report.unit.name, index]
    command = types.Command(title, names.CREATE_MIGRATION, arguments=arguments)
    is_preferred = index == 0 and not candidate.change.edits
    kind = types.CodeActionKind.QuickFix
    return types.CodeAction(title, kind, diagnostics=about, is_preferred=is_preferred, command=command)


def _is_about(diagnostic: types.Diagnostic, shown: Shown) -> bool:
    data = diagnostic.data
    return not isinstance(data, dict) or data.get("unit") == shown.report.unit.name


def _command(
    title: str, kind: str, command: str, *arguments: str, diagnostics: list[types.Diagnostic] | None = None
) -> types.CodeAction:
    asked = types.Command(title, command, arguments=list(arguments))
    return types.CodeAction(title, kind, diagnostics=diagnostics, command=asked)


def _asked(only: Iterable[str] | None, kind: str) -> bool:
    """Whether the client wants this kind: a kind stands for all that begin with it."""
    wanted = [one.value if isinstance(one, types.CodeActionKind) else one for one in only or ()]
    return not wanted or any(one == "" or kind == one or kind.startswith(f"{one}.") for one in wanted)
