"""What a candidate is, and why a win is one, in lines for a person."""

from __future__ import annotations

from collections.abc import Iterator

from ..domain import DDL, Candidate, Setting, Win
from ..optimize.explain import database_lines, slower_below
from .words import checked_how, compared, memory, peaks_differ, times


def idea(candidate: Candidate) -> str:
    """The strategy of a candidate, and the pattern or else the proposer that it comes from."""
    return f"{candidate.strategy}: {candidate.pattern or candidate.proposer}"


def grounds(candidate: Candidate, win: Win) -> Iterator[str]:
    """Lines that say why a win is one."""
    yield candidate.why
    yield f"measured: {compared(win)}"
    measurement = win.measurement
    if len(measurement.sizes) > 1:
        yield "by size: " + ", ".join(f"{times(point.ratio)} at {point.n:,}" for point in measurement.sizes)
    if loss := slower_below(measurement):
        yield f"caution: {loss[0].lower()}{loss[1:]}"
    if peaks_differ(measurement):
        yield f"peak: {memory(measurement)}"
    if measurement.database:
        yield from (line[0].lower() + line[1:] for line in database_lines(measurement.database))
    if isinstance(candidate.change, DDL):
        yield from (f"needs: {statement}" for statement in candidate.change.statements)
    if isinstance(candidate.change, Setting):
        yield from (f"needs, for this query: SET {name} = '{value}'" for name, value in candidate.change.values)
    for piece in win.evidence:
        yield checked_how(piece)
