"""A campaign's report as rows of the store's tables. Of the source they hold its digest, figures and the diffs."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from typing import Any

from ..domain import (
    Counterexample,
    DatabaseCost,
    Failure,
    Measurement,
    NotBetter,
    Outcome,
    Report,
    Trial,
    Unconfirmed,
    UnitReport,
    Win,
    path_of,
)
from ..languages.features import features, plan_features
from ..languages.python.project import discover
from ..settings import Settings
from .changes import change, diff

Row = dict[str, Any]
_SETTINGS = ("agents", "budget_s", "min_speedup", "samples", "call_timeout_s", "statement_timeout_s", "memory_bytes")
_LONGEST_CHARS = 100_000


@dataclass(frozen=True, slots=True)
class Rows:
    """One campaign: rows as column -> value, values of JSON columns as JSON texts."""

    campaign: Row
    units: tuple[Row, ...]
    trials: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """The project of a file: its root's name, a digest of the root's path, the version of its interpreter."""

    root: Path
    digest: str
    interpreter: str | None


def rows(report: Report, settings: Settings, ended_at: datetime, is_complete: bool = True) -> Rows:
    """All rows of a campaign. Reads where projects are, and parses the units: never on the event loop."""
    id = str(uuid.uuid4())
    paths = {unit.unit.uri: path_of(unit.unit.uri) for unit in report.units}
    homes = {uri: home(path, settings) if path else None for uri, path in paths.items()}
    campaign = {
        "id": id,
        "ended_at": ended_at,
        "elapsed_s": report.elapsed_s,
        "is_complete": is_complete,
        "version": version("parallelproof"),
        "host": _json(_host()),
        "settings": _json({name: getattr(settings, name) for name in _SETTINGS}),
        "untried": len(report.untried),
        "notes": _json(list(report.notes)),
    }
    units = [
        {"campaign": id, "number": number, **_unit(unit, homes[unit.unit.uri])}
        for number, unit in enumerate(report.units, 1)
    ]
    trials = [
        {"campaign": id, "unit": number, "number": rank, **_trial(trial)}
        for number, unit in enumerate(report.units, 1)
        for rank, trial in enumerate(unit.trials, 1)
    ]
    return Rows(_clean_row(campaign), tuple(map(_clean_row, units)), tuple(map(_clean_row, trials)))


def home(path: Path, settings: Settings) -> Home:
    """The project that a file or folder belongs to."""
    try:
        project = discover(path, settings)
    except ValueError:  # an interpreter that is gone
        return Home(path.parent, _digest(str(path.parent)), None)
    return Home(project.root, _digest(str(project.root)), _interpreter(project.python))


def outcome_word(outcome: Outcome) -> str:
    """What the command line calls an outcome."""
    words = {Win: "win", Unconfirmed: "candidate", Counterexample: "counterexample", NotBetter: "not-better"}
    return words.get(type(outcome), "failed")


def _unit(report: UnitReport, home: Home | None) -> Row:
    unit, path = report.unit, path_of(report.unit.uri)
    within = path.relative_to(home.root) if path and home and path.is_relative_to(home.root) else path
    return {
        "project": home.root.name if home else "",
        "project_digest": home.digest if home else "",
        "path": within.as_posix() if within else unit.uri,
        "name": unit.name,
        "language": unit.language,
        "interpreter": home.interpreter if home else None,
        "source_digest": _digest(unit.source),
        "reach_digest": report.reach.digest if report.reach else None,
        "features": _json(features(unit.language, unit.source)),
        "refused": report.refused,
    }


def _trial(trial: Trial) -> Row:
    candidate, outcome = trial.candidate, trial.outcome
    measured = outcome.measurement if isinstance(outcome, Win | Unconfirmed | NotBetter) else None
    evidence = outcome.evidence if isinstance(outcome, Win | Unconfirmed) else ()
    return {
        "strategy": str(candidate.strategy),
        "proposer": candidate.proposer,
        "pattern": candidate.pattern,
        "depth": candidate.depth,
        "why": candidate.why,
        "change": _json(change(candidate.change)),
        "diff": diff(candidate)[:_LONGEST_CHARS],
        "outcome": outcome_word(outcome),
        "gain": outcome.gain if isinstance(outcome, Win) else None,
        "notable": outcome.notable if isinstance(outcome, Win) else None,
        "reason": outcome.reason if isinstance(outcome, Failure | Unconfirmed) else None,
        "speedup": measured and _finite(measured.ratio),
        "speedup_low": measured and _finite(measured.ratio_low),
        "baseline_s": measured and _finite(measured.baseline_s),
        "candidate_s": measured and _finite(measured.candidate_s),
        "evidence": _json([asdict(piece) for piece in evidence]),
        "measurement": _json(asdict(measured)) if measured else None,
        "counterexample": _json(asdict(outcome)) if isinstance(outcome, Counterexample) else None,
        "plan_features": _plans(measured),
    }


def _plans(measured: Measurement | None) -> str | None:
    cost: DatabaseCost | None = measured.database if measured else None
    if cost is None:
        return None
    return _json({"baseline": plan_features(cost.baseline_plan), "candidate": plan_features(cost.candidate_plan)})


@cache
def _host() -> Mapping[str, Any]:
    """What timings depend on; the machine's name as a digest."""
    return {
        "id": _digest(platform.node())[:12],
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
    }


def _interpreter(python: Path) -> str | None:
    """Its version, as its environment's `pyvenv.cfg` says, as nothing is run for this."""
    try:
        lines = (python.parent.parent / "pyvenv.cfg").read_text("utf-8").splitlines()
    except (OSError, UnicodeError):
        return None
    fields = {key.strip(): value.strip() for key, _, value in (line.partition("=") for line in lines)}
    return fields.get("version") or fields.get("version_info")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _finite(value: float) -> float | None:
    return value if isfinite(value) else None


def _json(value: Any) -> str:
    """JSON that Postgres takes: its numbers are finite, its texts hold no NUL and no half of a character."""
    return json.dumps(_plain(value), separators=(",", ":"), ensure_ascii=False)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {_clean(str(key)): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float):
        return _finite(value)
    return _clean(value) if isinstance(value, str) else value


def _clean_row(row: Row) -> Row:
    return {column: _clean(value) if isinstance(value, str) else value for column, value in row.items()}


def _clean(text: str) -> str:
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")
