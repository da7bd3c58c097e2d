"""Figures in words for a person."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain import Evidence, Measurement, NotBetter, Win
from ..optimize.explain import seconds, size

WORTH_SAYING_BYTES = 10_000


def plural(count: int, noun: str) -> str:
    """The count with its noun: "1 win", "1,000 wins"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def times(ratio: float) -> str:
    """A ratio: "1.24x", "4.2x", "420x"."""
    digits = 0 if ratio >= 99.5 else 1 if ratio >= 1.95 else 2
    return f"{ratio:,.{digits}f}x"


def clock(amount_s: float) -> str:
    """A duration as minutes and seconds: "0:07"."""
    minutes, rest = divmod(round(amount_s), 60)
    return f"{minutes}:{rest:02}"


def gain(win: Win) -> str:
    """What a win brings: "4.2x faster at n = 1,000"."""
    if win.gain == "memory":
        return memory(win.measurement)
    at = f" at n = {win.measurement.n:,}" if win.measurement.n is not None else ""
    return f"{times(win.measurement.ratio)} faster{at}"


def memory(measurement: Measurement) -> str:
    """Both peaks: "12.3 MB to 1.2 MB"."""
    before, after = measurement.baseline_peak_bytes, measurement.candidate_peak_bytes
    if before is None or after is None:
        return "memory not known"
    return f"{size(before)} to {size(after)} of memory"


def peaks_differ(measurement: Measurement) -> bool:
    """Whether both peaks are known and far enough apart to speak of."""
    before, after = measurement.baseline_peak_bytes, measurement.candidate_peak_bytes
    return before is not None and after is not None and abs(before - after) >= WORTH_SAYING_BYTES


def growth(measurement: Measurement) -> str:
    """How the cost grows with the input, before and after; empty where the data do not say."""
    before, after = measurement.baseline_growth, measurement.candidate_growth
    if before is None or after is None:
        return ""
    return before if before == after else f"{before} to {after}"


def checked(evidence: Sequence[Evidence]) -> str:
    """The evidence in short: "12 replayed, 202 sampled"."""
    return ", ".join(f"{piece.count:,} {piece.kind}" for piece in evidence)


def checked_how(piece: Evidence) -> str:
    """One kind of check: "sampled 200 (generated from type hints)"."""
    return f"{piece.kind} {piece.count:,} ({piece.how})"


def compared(outcome: Win | NotBetter) -> str:
    """Both times, the ratio and its bound: "1.2 ms to 0.3 ms, 4.2x (at least 3.9x, 41 pairs)"."""
    m = outcome.measurement
    times_of = f"{seconds(m.baseline_s)} to {seconds(m.candidate_s)}"
    return f"{times_of}, {times(m.ratio)} (at least {times(m.ratio_low)}, {plural(m.pairs, 'pair')})"
