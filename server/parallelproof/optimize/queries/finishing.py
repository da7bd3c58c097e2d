"""The end of a query's campaign: of the best set of indexes what is needed, and what it costs those who write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...domain import DDL, Schema, Trial, Unconfirmed, Win
from ...ports import ForkFailed
from ...postgres import DatabaseError, Unreachable
from ...settings import Settings
from ..case import Attempt
from .examiner import QueryExaminer
from .minimise import minimised, said
from .session_pool import SessionPool

_MOST_SMALLER = 4


async def minimised_set(trials: list[Trial], attempt: Attempt, schema: Schema) -> Sequence[Trial]:
    """The trials with the best change of the database cut down to what it needs."""
    best = _best_change(trials)
    if best is None:
        return trials
    smaller: dict[tuple[str, ...], Trial] = {}

    async def measure(change: DDL) -> float | None:
        trial = await attempt(replace(best.candidate, change=change, why=said(best.candidate.why, change)))
        if trial is None or not isinstance(trial.outcome, Win | Unconfirmed):
            return None
        smaller[change.statements] = trial
        return trial.outcome.measurement.ratio

    change = best.candidate.change
    assert isinstance(change, DDL) and isinstance(best.outcome, Win | Unconfirmed)
    ratio = best.outcome.measurement.ratio
    least, _ = await minimised(change, ratio, schema, measure, _MOST_SMALLER)
    if least.statements not in smaller:
        return [*trials, *smaller.values()]
    # The larger one is hardly faster, and each of its indexes costs those who write.
    chosen = smaller[least.statements]
    return [trial for trial in [*trials, chosen] if trial is not best and not _is_larger(trial, chosen)]


async def with_write_cost(
    trials: Sequence[Trial], sessions: SessionPool, examiner: QueryExaminer, settings: Settings
) -> Sequence[Trial]:
    """The best change of the database with what it costs those who write."""
    best = _best_change(trials)
    if best is None:
        return trials
    assert isinstance(best.outcome, Win | Unconfirmed) and isinstance(best.candidate.change, DDL)
    try:
        async with sessions.borrowed() as (_, connection):
            outcome = await examiner.with_write_cost(best.outcome, best.candidate.change, connection, settings)
    except (ForkFailed, Unreachable, DatabaseError):
        return trials
    return [replace(trial, outcome=outcome) if trial is best else trial for trial in trials]


def _best_change(trials: Sequence[Trial]) -> Trial | None:
    """The best of those that make something in the database; what is confirmed comes first."""
    won = [
        (isinstance(outcome, Win), outcome.measurement.ratio_low, place, trial)
        for place, trial in enumerate(trials)
        if isinstance(outcome := trial.outcome, Win | Unconfirmed) and isinstance(trial.candidate.change, DDL)
    ]
    return max(won)[3] if won else None


def _is_larger(trial: Trial, than: Trial) -> bool:
    """Whether a trial makes all that another makes, and more, for the same text."""
    one, other = trial.candidate.change, than.candidate.change
    if not isinstance(one, DDL) or not isinstance(other, DDL) or one.edits != other.edits:
        return False
    return set(one.statements) > set(other.statements)
