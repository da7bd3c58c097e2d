"""Every win that is shown, for views over the whole workspace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.exceptions import JsonRpcContentModified

from ..domain import DDL, Trial, Win
from ..optimize.explain import gain, gain_text, headline
from ..optimize.shown import Shown
from .diagnostics import name_span

if TYPE_CHECKING:
    from .server import Server


def wins(ls: Server, params: Any) -> dict[str, Any]:
    """The best win of each unit, in open documents and in the files of campaigns over folders."""
    return {"wins": [win for uri in list(ls.engine.session.documents) for win in _of_document(ls, uri)]}


def win_text(ls: Server, params: Any) -> dict[str, str]:
    """A document's whole text, as it is and with a win applied; raises JsonRpcContentModified once that is gone."""
    uri, asked = str(getattr(params, "uri", "")), str(getattr(params, "id", ""))
    snapshot = ls.engine.session.snapshot(uri)
    for shown, trials in ls.engine.session.wins(uri):
        if snapshot and win_id(shown) == asked:
            change = trials[0].candidate.change
            if isinstance(change, DDL) and not change.edits:
                return {"before": "", "after": "".join(f"{statement};\n" for statement in change.statements)}
            return {"before": snapshot.text, "after": shown.edits(trials[0]).apply(snapshot.text)}
    raise JsonRpcContentModified("The code that this win rests on has changed: it will be checked again.")


def _of_document(ls: Server, uri: str) -> Iterator[dict[str, Any]]:
    snapshot = ls.engine.session.snapshot(uri)
    for shown, trials in ls.engine.session.wins(uri) if snapshot else ():
        assert snapshot
        outcome = trials[0].outcome
        if isinstance(outcome, Win):
            place = ls.converter.range(uri, snapshot.text, name_span(shown.unit))
            yield {
                "uri": uri,
                "range": {"start": _place(place.start), "end": _place(place.end)},
                "id": win_id(shown),
                **_win(shown, trials[0], outcome),
            }


def _win(shown: Shown, trial: Trial, win: Win) -> dict[str, Any]:
    candidate = trial.candidate
    return {
        "name": shown.report.unit.name,
        "pattern": candidate.pattern or candidate.proposer,
        "title": headline(trial),
        "gain": gain(win),
        "gainText": gain_text(win),
        "confidence": {"low": win.measurement.ratio_low},
        "strategy": str(candidate.strategy),
        "kind": win.gain,
        "changesText": bool(candidate.change.edits),
        "canIgnorePattern": candidate.pattern is not None,
    }


def win_id(shown: Shown) -> str:
    """Names a unit while its text is as it is."""
    return f"{shown.report.unit.name}@{shown.start}"


def _place(at: types.Position) -> dict[str, int]:
    return {"line": at.line, "character": at.character}
