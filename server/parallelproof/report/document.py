"""Reports as JSON values, exactly as `report.schema.json` says. Key order is fixed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from math import isfinite
from typing import Any

from ..domain import (
    DDL,
    Candidate,
    Change,
    Counterexample,
    DatabaseCost,
    Evidence,
    Failure,
    FileFailure,
    Measurement,
    NotBetter,
    Report,
    Setting,
    Trial,
    Unconfirmed,
    UnitReport,
    Verdict,
    Win,
)
from .diffs import unified
from .sources import Sources

VERSION = 1
"""Of the document; raised when a reader of the old one could misunderstand the new one."""

Json = dict[str, Any]


def dumps(document: Mapping[str, Any]) -> str:
    """One document as text that any encoding of a terminal or a pipe can carry."""
    return json.dumps(document, indent=2, allow_nan=False)


def document(report: Report, sources: Sources, interrupted: bool = False) -> Json:
    """The report of `optimize`."""
    return {
        "version": VERSION,
        "units": [unit_document(unit, sources) for unit in report.units],
        "untried": [_untried(candidate, sources) for candidate in report.untried],
        "summary": _summary(report, sources, interrupted),
    }


def verification(verdict: Verdict) -> Json:
    """The answer of `verify`."""
    evidence = verdict if isinstance(verdict, tuple) else ()
    word = {Counterexample: "counterexample", Failure: "cannot-tell"}.get(type(verdict), "same")
    return {
        "version": VERSION,
        "verdict": word,
        "evidence": _evidence(evidence),
        "counterexample": _counterexample(verdict),
        "reason": verdict.reason if isinstance(verdict, Failure) else None,
    }


def comparison(outcome: Measurement | Failure) -> Json:
    """The answer of `measure`."""
    measurement = outcome if isinstance(outcome, Measurement) else None
    reason = outcome.reason if isinstance(outcome, Failure) else None
    return {"version": VERSION, **_figures(measurement), "reason": reason}


def unit_document(report: UnitReport, sources: Sources) -> Json:
    """A unit with its trials."""
    unit, lines = report.unit, sources.lines(report.unit.uri)
    last = max(unit.span.start, unit.span.end - 1)
    return {
        "path": sources.path(unit.uri),
        "name": unit.name,
        "language": unit.language,
        "span": {"start_line": lines.number(unit.span.start), "end_line": lines.number(last)},
        "best": report.best,
        "refused": report.refused,
        "trials": [trial_document(trial, sources) for trial in report.trials],
    }


def trial_document(trial: Trial, sources: Sources) -> Json:
    """A candidate and what came of it."""
    candidate, outcome = trial.candidate, trial.outcome
    word, reason = came_of(trial)
    uri = candidate.unit.uri
    return {
        **_idea(candidate),
        "outcome": word,
        "gain": outcome.gain if isinstance(outcome, Win) else None,
        "notable": outcome.notable if isinstance(outcome, Win) else None,
        **_figures(measurement := outcome.measurement if isinstance(outcome, Win | Unconfirmed | NotBetter) else None),
        "database": _database(measurement.database if measurement else None),
        "evidence": _evidence(outcome.evidence if isinstance(outcome, Win) else ()),
        "counterexample": _counterexample(outcome),
        "explanation": candidate.why,
        "change": _change(candidate.change, uri, sources),
        "diff": unified(sources.path(uri), sources.text(uri), candidate.change),
        "reason": reason,
    }


def _idea(candidate: Candidate) -> Json:
    return {
        "strategy": str(candidate.strategy),
        "proposer": candidate.proposer,
        "pattern": candidate.pattern,
    }


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


def _figures(measurement: Measurement | None) -> Json:
    """What was measured; every value is null, and `sizes` empty, where nothing was."""
    if measurement is None:
        names = ("speedup", "speedup_low", "n", "pairs", "baseline_s", "candidate_s")
        return {**dict.fromkeys(names), "sizes": [], "growth": None, "peak_bytes": None}
    m = measurement
    return {
        "speedup": _number(m.ratio),
        "speedup_low": _number(m.ratio_low),
        "n": m.n,
        "pairs": m.pairs,
        "baseline_s": _number(m.baseline_s),
        "candidate_s": _number(m.candidate_s),
        "sizes": [{"n": point.n, "speedup": _number(point.ratio)} for point in m.sizes],
        "growth": _pair(m.baseline_growth, m.candidate_growth),
        "peak_bytes": _pair(m.baseline_peak_bytes, m.candidate_peak_bytes),
    }


def _database(cost: DatabaseCost | None) -> Json | None:
    if cost is None:
        return None
    return {
        "blocks": [cost.baseline_blocks, cost.candidate_blocks],
        "rows_read": [cost.baseline_rows, cost.candidate_rows],
        "wall_s": [_number(cost.baseline_wall_s), _number(cost.candidate_wall_s)],
        "plans": [cost.baseline_plan, cost.candidate_plan],
        "index_bytes": cost.index_bytes,
        "write_ratio": None if cost.write_ratio is None else _number(cost.write_ratio),
    }


def _pair(before: Any, after: Any) -> list[Any] | None:
    return None if before is None or after is None else [before, after]


def _number(value: float) -> float | None:
    """Six digits of a finite number; JSON has no others."""
    return float(f"{value:.6g}") if isfinite(value) else None


def _evidence(evidence: Sequence[Evidence]) -> list[Json]:
    return [{"kind": piece.kind, "count": piece.count, "how": piece.how} for piece in evidence]


def _counterexample(outcome: object) -> Json | None:
    if not isinstance(outcome, Counterexample):
        return None
    return {"call": outcome.call, "expected": outcome.expected, "actual": outcome.actual}


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


def _untried(candidate: Candidate, sources: Sources) -> Json:
    return {"path": sources.path(candidate.unit.uri), "name": candidate.unit.name, **_idea(candidate)}


def _failure(failure: FileFailure, sources: Sources) -> Json:
    return {"path": sources.path(failure.uri), "reason": failure.reason}


def _summary(report: Report, sources: Sources, interrupted: bool) -> Json:
    words = [came_of(trial)[0] for unit in report.units for trial in unit.trials]
    return {
        "units": len(report.units),
        "trials": len(words),
        "wins": words.count("win"),
        "counterexamples": words.count("counterexample"),
        "not_better": words.count("not-better"),
        "failed": words.count("failed"),
        "candidates": words.count("candidate"),
        "elapsed_s": _number(report.elapsed_s),
        "files": len(sources.snapshots),
        "interrupted": interrupted,
        "failures": [_failure(failure, sources) for failure in report.failures],
        "notes": list(report.notes),
    }
