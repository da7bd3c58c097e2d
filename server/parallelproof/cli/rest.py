"""What a person should know besides the wins: what was refuted, refused, not reached or not readable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..domain import Counterexample, Failure, NotBetter, Report, Trial, Unconfirmed, Unit, Win
from ..report.grounds import idea
from ..report.sources import Sources
from ..report.words import clock, compared, gain, plural

SHOWN = 5
"""Lines of each kind, unless everything was asked for."""


def summary(report: Report, sources: Sources, verbose: bool) -> Iterator[str]:
    """Lines below the wins."""
    yield from (every_trial if verbose else _refuted)(report, sources)
    if not verbose:
        yield from _unconfirmed(report, sources)
    yield from _refused(report, verbose)
    if report.untried:
        yield f"Not tried for want of time: {plural(len(report.untried), 'candidate')}."
        lines = [f"  {sources.place(one.unit)} {one.unit.name}: {idea(one)}" for one in report.untried]
        yield from _some(lines, verbose)
    yield from (f"Note: {note}" for note in report.notes)


def closing(report: Report, offered: int) -> str:
    """The last line: how much was done, and what it brought."""
    trials = [trial for unit in report.units for trial in unit.trials]
    tried = f"{_of_kinds([unit.unit for unit in report.units])}, {plural(len(trials), 'candidate')} tried"
    counts = ", ".join(_counts(trials))
    found = sum(unit.best is not None for unit in report.units)
    hidden = f" {plural(found - offered, 'minor win')} not shown (--minor)." if found > offered else ""
    return f"{tried} in {clock(report.elapsed_s)}: {counts}.{hidden}"


def _counts(trials: Sequence[Trial]) -> Iterator[str]:
    units = {(one.uri, one.name): one for trial in trials if _is_win(trial) for one in [trial.candidate.unit]}
    wins = sum(map(_is_win, trials))
    where = f" in {_of_kinds(list(units.values()))}" if wins != len(units) else ""
    yield plural(wins, "win") + where
    for kind, noun in (
        (Unconfirmed, "not confirmed"),
        (Counterexample, "refuted"),
        (NotBetter, "not better"),
        (Failure, "failed"),
    ):
        count = sum(isinstance(trial.outcome, kind) for trial in trials)
        if count:
            yield f"{count:,} {noun}"


def _of_kinds(units: Sequence[Unit]) -> str:
    """How many: "3 functions", "1 query", "3 functions and 1 query"."""
    queries = sum(unit.language == "sql" for unit in units)
    counts = [plural(len(units) - queries, "function")] if len(units) > queries or not queries else []
    return " and ".join([*counts, *([f"{queries:,} {'query' if queries == 1 else 'queries'}"] if queries else [])])


def _is_win(trial: Trial) -> bool:
    return isinstance(trial.outcome, Win)


def _refuted(report: Report, sources: Sources) -> Iterator[str]:
    """The candidates that behaved differently: the interesting ones among those that lost."""
    lost = [
        _line(unit.unit, trial, sources)
        for unit in report.units
        for trial in unit.trials
        if isinstance(trial.outcome, Counterexample)
    ]
    if lost:
        yield "Refuted, and so not offered:"
        yield from _some(lost, False)


def _unconfirmed(report: Report, sources: Sources) -> Iterator[str]:
    """What was faster where it was tried, which is not like the real database: the best of each query."""
    best = [
        next(_line(unit.unit, trial, sources) for trial in unit.trials if isinstance(trial.outcome, Unconfirmed))
        for unit in report.units
        if unit.best is None and any(isinstance(trial.outcome, Unconfirmed) for trial in unit.trials)
    ]
    if best:
        yield "Candidates, no wins, as the copy is not like its database:"
        yield from _some(best, False)


def every_trial(report: Report, sources: Sources) -> Iterator[str]:
    """Each trial of each unit, with what came of it."""
    if any(unit.trials for unit in report.units):
        yield "Every trial:"
    for unit in report.units:
        yield from (_line(unit.unit, trial, sources) for trial in unit.trials)


def _line(unit: Unit, trial: Trial, sources: Sources) -> str:
    return f"  {sources.place(unit)} {unit.name}, {idea(trial.candidate)}: {said(trial)}"


def said(trial: Trial) -> str:
    """What came of a trial, in one line."""
    match trial.outcome:
        case Win() as win:
            return f"win, {gain(win)}"
        case Counterexample() as found:
            return f"{found.call} gives {found.actual} instead of {found.expected}"
        case Unconfirmed(measurement=measurement, reason=reason):
            return f"{measurement.ratio:.3g}x where it was tried, not confirmed: {reason}"
        case NotBetter() as outcome:
            return f"not better, {compared(outcome)}"
        case Failure(reason=reason):
            return f"failed, {reason}"


def _refused(report: Report, verbose: bool) -> Iterator[str]:
    """Units that could not be judged, by reason."""
    by_reason: dict[str, list[str]] = {}
    for unit in report.units:
        if unit.refused:
            by_reason.setdefault(unit.refused.rstrip("."), []).append(unit.unit.name)
    if by_reason:
        yield "Not judged:"
    for reason, names in by_reason.items():
        shown = names if verbose else names[:SHOWN]
        more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
        yield f"  {', '.join(shown)}{more}: {reason}."


def _some(lines: Sequence[str], every: bool) -> Iterator[str]:
    yield from lines if every else lines[:SHOWN]
    if not every and len(lines) > SHOWN:
        yield f"  and {len(lines) - SHOWN} more (--verbose shows them)"
