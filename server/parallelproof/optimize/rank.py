"""Order trials: wins first, the larger gain first; decide what counts as a win and what is worth showing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..domain import Counterexample, Evidence, Failure, Measurement, NotBetter, Outcome, Trial, Unconfirmed, Win
from ..measure.growth import is_better
from ..settings import Settings

_NOTABLE_S = 0.001
_MEMORY_RATIO = 1.5
_MEMORY_BYTES = 100_000
_TIME_KEPT = 0.95


def gains_time(measurement: Measurement, settings: Settings) -> bool:
    """Whether the lower bound is above the threshold and no larger size turns the gain into a loss."""
    larger = [point.ratio for point in measurement.sizes if measurement.n is None or point.n > measurement.n]
    return measurement.ratio_low > settings.min_speedup and all(ratio > 1.0 for ratio in larger)


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
    """Best first: wins in time by gain, wins in memory, then the rest by how far they came."""
    return tuple(sorted(trials, key=lambda trial: _key(trial.outcome), reverse=True))


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
