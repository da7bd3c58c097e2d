"""One trial as a JSON value: the idea, what came of it, the change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..domain import (
    DDL,
    Candidate,
    Change,
    Counterexample,
    Evidence,
    Failure,
    NotBetter,
    Setting,
    Trial,
    Unconfirmed,
    Win,
)
from .diffs import unified
from .figures import database, figures, plans
from .sources import Sources

Json = dict[str, Any]


def trial_document(trial: Trial, sources: Sources) -> Json:
    """All that is known of a trial; `sources` hold its unit's document."""
    candidate, outcome = trial.candidate, trial.outcome
    word, reason = came_of(trial)
    uri = candidate.unit.uri
    measurement = outcome.measurement if isinstance(outcome, Win | Unconfirmed | NotBetter) else None
    cost = measurement.database if measurement else None
    return {
        **idea(candidate),
        "outcome": word,
        "gain": outcome.gain if isinstance(outcome, Win) else None,
        "notable": outcome.notable if isinstance(outcome, Win) else None,
        **figures(measurement),
        "database": database(cost),
        "plans": plans(cost),
        "evidence": evidence(outcome.evidence if isinstance(outcome, Win) else ()),
        "counterexample": counterexample(outcome),
        "explanation": candidate.why,
        "change": _change(candidate.change, uri, sources),
        "diff": unified(sources.path(uri), sources.text(uri), candidate.change),
        "after": candidate.rewritten()[0],
        "reason": reason,
    }


def idea(candidate: Candidate) -> Json:
    """Where a candidate comes from."""
    return {"strategy": str(candidate.strategy), "proposer": candidate.proposer, "pattern": candidate.pattern}


def came_of(trial: Trial) -> tuple[str, str | None]:
    """The word for an outcome, and why it is no win."""
    match trial.outcome:
        case Win():
            return "win", None
        case Counterexample(call, expected, actual):
            return "counterexample", f"{call} gives {actual} instead of {expected}"
        case Unconfirmed(reason=reason):
            return "candidate", reason
        case NotBetter(measurement):
            return "not-better", f"the gain's lower bound is {measurement.ratio_low:.3g}"
        case Failure(reason):
            return "failed", reason


def evidence(pieces: Sequence[Evidence]) -> list[Json]:
    """Every kind of check that was passed."""
    return [{"kind": piece.kind, "count": piece.count, "how": piece.how} for piece in pieces]


def counterexample(found: object) -> Json | None:
    """A call on which two differ; null for anything else."""
    if not isinstance(found, Counterexample):
        return None
    return {"call": found.call, "expected": found.expected, "actual": found.actual}


def _change(change: Change, uri: str, sources: Sources) -> Json:
    lines = sources.lines(uri)

    def at(offset: int) -> Json:
        line, character = lines.position(offset)
        return {"line": line, "character": character}

    edits = [{"start": at(edit.span.start), "end": at(edit.span.end), "text": edit.text} for edit in change.edits]
    match change:
        case DDL(statements, undo):
            return {"kind": "ddl", "statements": list(statements), "undo": list(undo), "edits": edits}
        case Setting(values):
            return {"kind": "setting", "values": dict(values), "edits": edits}
        case _:
            return {"kind": "edits", "edits": edits}
