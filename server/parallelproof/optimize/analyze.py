"""What is worth trying in a document: its units with their candidates, most promising first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ..domain import Candidate, Pattern, Snapshot, Unit
from ..languages.python.ignores import Ignored
from ..languages.python.units import PythonDocument
from .profile import Hot, share

_HOT = 1e6
"""What being the whole of a profile adds to a score: more than any shape of code, so that what is hot comes first."""


@dataclass(frozen=True, slots=True)
class Analysis:
    """A unit and what could be tried on it, which may be nothing."""

    unit: Unit
    candidates: tuple[Candidate, ...]


def analyze(
    snapshot: Snapshot,
    patterns: Sequence[Pattern],
    names: frozenset[str] | None = None,
    ignore: frozenset[str] = frozenset(),
    hot: Hot | None = None,
) -> list[Analysis]:
    """The units of a document, those in `names` alone if given, ordered by score.

    Comments switch off units and patterns where they stand, `ignore` names patterns that are off altogether. Pure:
    it can run in another process.
    """
    if snapshot.language != "python":
        return []
    from .proposers import propose

    document = PythonDocument(snapshot.uri, snapshot.text, snapshot.language)
    off = document.ignored()
    wanted = [pattern for pattern in patterns if pattern.id not in ignore and pattern.language == snapshot.language]
    units = [_heated(unit, hot, snapshot.path) for unit in document.units() if names is None or unit.name in names]
    units.sort(key=lambda unit: -unit.score)
    return [Analysis(unit, _allowed(propose(snapshot, unit, wanted), off)) for unit in units]


def _heated(unit: Unit, hot: Hot | None, path: Path | None) -> Unit:
    if not hot or not path:
        return unit
    return replace(unit, score=unit.score + _HOT * share(hot, path, unit.name))


def _allowed(candidates: Sequence[Candidate], off: Ignored) -> tuple[Candidate, ...]:
    return tuple(candidate for candidate in candidates if not _is_off(candidate, off))


def _is_off(candidate: Candidate, off: Ignored) -> bool:
    places = [candidate.unit.span] + ([candidate.finding.span] if candidate.finding else [])
    return any(off.covers(place.start, candidate.pattern) for place in places)
