"""Reports as JSON values, exactly as `report.schema.json` says. Key order is fixed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..domain import Candidate, FileFailure, Report, UnitReport
from .figures import number
from .sources import Sources
from .trials import came_of, idea, trial_document

VERSION = 1
"""Of the document; raised when a reader of the old one could misunderstand the new one."""

Json = dict[str, Any]


def dumps(document: Mapping[str, Any]) -> str:
    """One document as text that any encoding of a terminal or a pipe can carry."""
    return json.dumps(document, indent=2, allow_nan=False)


def document(report: Report, sources: Sources, interrupted: bool = False) -> Json:
    """The report of a campaign, as `optimize` prints it."""
    return {
        "version": VERSION,
        "units": [unit_document(one, sources) for one in report.units],
        "untried": [_untried(candidate, sources) for candidate in report.untried],
        "summary": _summary(report, sources, interrupted),
    }


def unit_document(report: UnitReport, sources: Sources) -> Json:
    """A unit and all that was tried on it; `sources` hold its document."""
    unit, lines = report.unit, sources.lines(report.unit.uri)
    last = max(unit.span.start, unit.span.end - 1)
    return {
        "path": sources.path(unit.uri),
        "name": unit.name,
        "language": unit.language,
        "span": {"start_line": lines.number(unit.span.start), "end_line": lines.number(last)},
        "before": unit.source,
        "best": report.best,
        "refused": report.refused,
        "trials": [trial_document(one, sources) for one in report.trials],
    }


def _untried(candidate: Candidate, sources: Sources) -> Json:
    return {"path": sources.path(candidate.unit.uri), "name": candidate.unit.name, **idea(candidate)}


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
        "elapsed_s": number(report.elapsed_s),
        "files": len(sources.snapshots),
        "interrupted": interrupted,
        "failures": [_failure(failure, sources) for failure in report.failures],
        "notes": list(report.notes),
    }
