"""Which wins are offered, and in which order."""

from __future__ import annotations

from dataclasses import dataclass

from ..domain import Report, Trial, UnitReport, Win


@dataclass(frozen=True, slots=True)
class Offer:
    """The best win of one unit."""

    unit: UnitReport
    trial: Trial
    win: Win


def offers(report: Report, minor: bool = True) -> list[Offer]:
    """The best win of each unit, the greatest first; those too small to interrupt for come last, or not at all."""
    found = [offer for unit in report.units if (offer := _best(unit)) and (minor or offer.win.notable)]
    return sorted(found, key=_order)


def _best(unit: UnitReport) -> Offer | None:
    if unit.best is None:
        return None
    trial = unit.trials[unit.best]
    assert isinstance(trial.outcome, Win)
    return Offer(unit, trial, trial.outcome)


def _order(offer: Offer) -> tuple[bool, float, str, int]:
    return not offer.win.notable, -_greatness(offer.win), offer.unit.unit.uri, offer.unit.unit.span.start


def _greatness(win: Win) -> float:
    """The ratio of what is gained, time or memory."""
    before, after = win.measurement.baseline_peak_bytes, win.measurement.candidate_peak_bytes
    if win.gain == "memory" and before and after:
        return before / after
    return win.measurement.ratio
