"""Order trials: wins first, the larger gain first; decide what counts as a win and what is worth showing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..domain import (
    DDL,
    Candidate,
    Change,
    Counterexample,
    Evidence,
    Failure,
    Measurement,
    NotBetter,
    Outcome,
    Setting,
    Trial,
    Unconfirmed,
    Win,
)
from ..measure.growth import is_better
from ..settings import Settings

_NOTABLE_S = 0.001
_MEMORY_RATIO = 1.5
_MEMORY_BYTES = 100_000
_TIME_KEPT = 0.95
_CLEAR_RATIO = 1.5
_SHORT_S = 0.001


def gains_time(measurement: Measurement, settings: Settings) -> bool:
    """Whether the lower bound is above the threshold and no larger size turns the gain into a loss."""
    larger = [point.ratio for point in measurement.sizes if measurement.n is None or point.n > measurement.n]
    return measurement.ratio_low > settings.min_speedup and all(ratio > 1.0 for ratio in larger)


def is_clear(change: Change, measured: Measurement) -> bool:
    """Whether a gain of a change of the database is more than what its making and taking back costs the runs beside it.

    The original is timed with the change taken back, after which a server reads its catalogue anew.
    """
    if not isinstance(change, DDL) or measured.database is None:
        return True
    reads_less = measured.database.candidate_blocks < measured.database.baseline_blocks
    return measured.ratio_low >= _CLEAR_RATIO or (reads_less and measured.baseline_s >= _SHORT_S)


def gains_memory(measurement: Measurement) -> bool:
    """Whether peak memory shrinks by half again and by an amount that matters, at no cost in time."""
    before, after = measurement.baseline_peak_bytes, measurement.candidate_peak_bytes
    if before is None or after is None or measurement.ratio_low < _TIME_KEPT:
        return False
    return before >= _MEMORY_RATIO * max(after, 1) and before - after >= _MEMORY_BYTES


def judged(evidence: Sequence[Evidence], measurement: Measurement, settings: Settings, is_hot: bool) -> Win | NotBetter:
    """A verified candidate's outcome by its confirmed measurement."""
    if gains_time(measurement, settings):
        return Win(tuple(evidence), measurement, "time", is_hot or _is_notable(measurement))
    if gains_memory(measurement):
        return Win(tuple(evidence), measurement, "memory", True)
    return NotBetter(measurement)


def _is_notable(measurement: Measurement) -> bool:
    grows_less = is_better(measurement.baseline_growth, measurement.candidate_growth)
    return measurement.baseline_s >= _NOTABLE_S or grows_less


def ranked(trials: Iterable[Trial]) -> tuple[Trial, ...]:
    """Best first: wins in time by gain, wins in memory, then the rest by how far they came.

    Of those whose gain cannot be told from the greatest, the one comes first that changes least.
    """
    found = sorted(trials, key=lambda trial: _key(trial.outcome), reverse=True)
    first = found[0].outcome if found else None
    if not isinstance(first, Win) or first.gain != "time":
        return tuple(found)
    least = first.measurement.ratio_low
    best = min((trial for trial in found if _may_gain(trial.outcome, least)), key=lambda trial: _size(trial.candidate))
    return (best, *(trial for trial in found if trial is not best))


def _may_gain(outcome: Outcome, least: float) -> bool:
    return isinstance(outcome, Win) and outcome.gain == "time" and outcome.measurement.ratio >= least


def _size(candidate: Candidate) -> tuple[int, int]:
    """How much a candidate changes: what is done to the database, then characters that the text grows by."""
    change = candidate.change
    done = change.statements if isinstance(change, DDL) else change.values if isinstance(change, Setting) else ()
    return len(done), sum(len(edit.text) - (edit.span.end - edit.span.start) for edit in change.edits)


def _key(outcome: Outcome) -> tuple[int, float]:
    match outcome:
        case Win(measurement=measured, gain="time"):
            return (5, measured.ratio_low)
        case Win(measurement=measured):
            return (4, measured.ratio_low)
        case Unconfirmed(measurement=measured):
            return (3, measured.ratio_low)
        case NotBetter(measured):
            return (2, measured.ratio)
        case Counterexample():
            return (1, 0.0)
        case Failure():
            return (0, 0.0)
