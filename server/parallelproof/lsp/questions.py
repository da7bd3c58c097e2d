"""Names that may mean several things: a hint on each, and a quick fix for each meaning."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from ..domain import Card, Edits, Meaning, Snapshot, Span
from ..fulfill.literals import literal_at
from . import names
from .edits import workspace_edit

if TYPE_CHECKING:
    from .server import Server

SOURCE = "parallelproof"
_AMBIGUOUS, _UNDEFINED = "ambiguous-name", "undefined-name"
_IMPORT = "import"
_MOST_NAMED = 3
_CHANGED = "The code that this rests on has changed: it will be looked up again."


def diagnostics(ls: Server, snapshot: Snapshot) -> Iterator[types.Diagnostic]:
    """A hint for each name that a person may want to settle."""
    settings = ls.engine.session.settings_for(snapshot.uri)
    for card in ls.engine.typing.cards(snapshot.uri):
        is_shown = card.is_open or (card.is_undefined and settings.show_undefined)
        if card.kind == "question" and is_shown:
            name = _name(snapshot, card)
            yield types.Diagnostic(
                range=ls.converter.range(snapshot.uri, snapshot.text, card.span),
                message=_message(name, card),
                severity=types.DiagnosticSeverity.Hint,
                code=_AMBIGUOUS if card.is_open else _UNDEFINED,
                source=SOURCE,
                data={"name": name},
            )


def fixes(
    ls: Server, snapshot: Snapshot, at: Span, diagnostics: Iterable[types.Diagnostic]
) -> Iterator[types.CodeAction]:
    """What can be done about the names at a place: import or qualify each meaning, or ask no more. Edits come later."""
    for card in ls.engine.typing.cards(snapshot.uri):
        if card.kind != "question" or not card.span.touches(at) or not (card.is_open or card.is_undefined):
            continue
        name = _name(snapshot, card)
        about = [one for one in diagnostics if _is_about(one, name)] or None
        for meaning in card.meanings:
            for title, way in _ways(snapshot, card, meaning):
                data = {"uri": snapshot.uri, "name": name, "module": meaning.module, "kind": meaning.kind, "way": way}
                yield types.CodeAction(title, types.CodeActionKind.QuickFix, diagnostics=about, data=data)
        title = f"Do not ask about `{name}` here"
        command = types.Command(title, names.IGNORE_NAME, arguments=[snapshot.uri, name])
        yield types.CodeAction(title, types.CodeActionKind.QuickFix, diagnostics=about, command=command)


async def resolve(ls: Server, action: types.CodeAction, data: dict[str, Any]) -> types.CodeAction:
    """The edit of a quick fix, made against the text as it is when the person is about to use it."""
    snapshot = ls.engine.session.snapshot(str(data.get("uri", "")))
    found = _meant(ls, snapshot, data) if snapshot else None
    edits = await asyncio.to_thread(_edits, snapshot, *found, str(data.get("way"))) if snapshot and found else None
    if snapshot is None or not edits or ls.engine.session.snapshot(snapshot.uri) is not snapshot:
        raise JsonRpcContentModified(_CHANGED)
    ls.engine.session.documents[snapshot.uri].trigger.expects(edits.apply(snapshot.text))
    action.edit = workspace_edit(ls, snapshot, edits)
    return action


def _meant(ls: Server, snapshot: Snapshot, data: dict[str, Any]) -> tuple[Card, Meaning] | None:
    """The card about a name, and its meaning in a module, if both still stand."""
    cards = (card for card in ls.engine.typing.cards(snapshot.uri) if card.kind == "question")
    asked = (card for card in cards if _name(snapshot, card) == data.get("name"))
    wanted = (data.get("module"), data.get("kind"))
    return next(((card, one) for card in asked for one in card.meanings if (one.module, one.kind) == wanted), None)


def _edits(snapshot: Snapshot, card: Card, meaning: Meaning, way: str) -> Edits | None:
    """What a way to a meaning changes; reads the folders around the file, and parses its text."""
    from ..languages.python.importing import meaning_edits, package_of, qualify_edits

    package = package_of(snapshot.path) if snapshot.path else ""
    if way == _IMPORT:
        edits = meaning_edits(snapshot.text, meaning, package)
    else:
        edits = qualify_edits(snapshot.text, card.span, meaning.module, meaning.name, package)
    return edits if edits and edits.edits else None


def _ways(snapshot: Snapshot, card: Card, meaning: Meaning) -> Iterator[tuple[str, str]]:
    """Titles of the fixes that lead to a meaning; none where it cannot be imported under this name, or in a comment."""
    name, before = _name(snapshot, card), _line_before(snapshot, card)
    if not meaning.module or meaning.name != name or literal_at(before, len(before)):
        return
    # A name that is bound here already, or is asked of a module, is not changed by an import.
    can_import = card.is_undefined and not before.rstrip().endswith(".")
    if meaning.kind == "module":
        last = meaning.module.rpartition(".")[2]
        if can_import:
            yield f"Import `{meaning.module}`" + (f" as `{name}`" if name != last else ""), _IMPORT
        return
    if can_import:
        yield f"Import `{name}` from {meaning.module}", _IMPORT
    yield f"Qualify as `{meaning.module.rpartition('.')[2]}.{name}`", "qualify"


def _line_before(snapshot: Snapshot, card: Card) -> str:
    return snapshot.text[snapshot.text.rfind("\n", 0, card.span.start) + 1 : card.span.start]


def _message(name: str, card: Card) -> str:
    places = list(dict.fromkeys(_place(meaning) for meaning in card.meanings))
    more = len(places) - _MOST_NAMED
    listed = ", ".join(places[:_MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
    if card.is_open:
        return f"`{name}` may mean one of {len(card.meanings)} definitions: {listed}."
    return f"`{name}` is defined nowhere here{f'; it is in {listed}' if listed else ''}."


def _place(meaning: Meaning) -> str:
    if meaning.module:
        return meaning.module
    return f"{meaning.path.name}:{meaning.line}" if meaning.path else meaning.name


def _name(snapshot: Snapshot, card: Card) -> str:
    return snapshot.text[card.span.start : card.span.end]


def _is_about(diagnostic: types.Diagnostic, name: str) -> bool:
    is_ours = diagnostic.source == SOURCE and diagnostic.code in (_AMBIGUOUS, _UNDEFINED)
    return is_ours and isinstance(diagnostic.data, dict) and diagnostic.data.get("name") == name
