"""Which of two queries costs less: by the server's processor time and blocks, and by the clock at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from ..domain import Binding, DatabaseCost, Failure, Measurement, Query
from ..ports import JobFailed
from ..postgres import Connection, DatabaseError
from ..postgres.limits import is_lost, is_timeout
from ..settings import Settings
from .backend_cpu import BackendCpu
from .host_lock import HostLock
from .plans import Plan
from .queries_pairs import BUDGET_S, CLEAR, FEWEST, pairs_wanted, wall_ratio
from .queries_runs import Run, Timed, medians, run
from .queries_turns import Turns
from .statistics import median_bound, ratios

_SLOW_S = 0.7
"""An original that takes longer is not timed again for every candidate."""
_SLACK_S = 0.5
_NEAR, _AGAIN = 0.8, 5
"""A gain by the clock below this share of that by the processor is timed again, in so many pairs at most."""
_DEAR_S = 0.05
_WORSE = 1.25
_WORSE_S = 0.002
"""A binding that takes this much longer, as a ratio and in seconds, spoils a gain on the others."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What the original costs: timed runs for ranking, and by the clock under the user's own settings."""

    runs: tuple[Run, ...]
    wall: tuple[Run, ...]
    is_cpu: bool

    @property
    def total_s(self) -> float:
        """Median seconds of all bindings together."""
        return median(run.total_s for run in self.runs)

    @property
    def wall_s(self) -> float:
        """By the clock, all bindings together."""
        return median(run.wall_s for run in self.wall)


@dataclass(frozen=True, slots=True)
class Timeout:
    """It did not end within so many seconds."""

    seconds: float


class QueryBenchmark:
    """Says which of two queries costs a database less, over all bindings."""

    def __init__(self, lock: HostLock) -> None:
        self.turns = Turns(lock)

    async def measure(
        self,
        fork: Connection,
        baseline: Query,
        candidate: Query,
        bindings: Sequence[Binding],
        settings: Settings,
        rivals: int = 1,
    ) -> Measurement | Failure:
        """Time both in turn; `rivals` is the number of candidates that the bound is tightened for."""
        values = tuple(binding.values for binding in bindings)
        order = [baseline.parameters.index(name) for name in candidate.parameters if name in baseline.parameters]
        if len(order) < len(candidate.parameters):
            return Failure("the new query has parameters that the old one lacks")
        old = Timed(baseline.sql, values)
        new = Timed(candidate.sql, tuple(tuple(row[place] for place in order) for row in values))
        cost = await self.cost(fork, old, settings)
        if not isinstance(cost, Cost):
            return _failure("the old query", cost)
        compared = await self.compare(fork, cost, old, new, settings, rivals, settings.statement_timeout_s)
        if not isinstance(compared, Measurement):
            return _failure("the new query", compared)
        return await self.confirm(fork, cost, old, new, compared, settings)

    async def cost(self, fork: Connection, timed: Timed, settings: Settings) -> Cost | Timeout | Failure:
        """What the original costs: as few runs as its length asks for."""
        timeout_s = settings.statement_timeout_s
        try:
            async with self.turns.timing():
                cpu = await BackendCpu.of(fork)
                runs = [await run(fork, timed, timeout_s, cpu)]
                if runs[0].wall_s < _SLOW_S:  # the first one was the warm-up
                    runs = [await run(fork, timed, timeout_s, cpu) for _ in range(FEWEST)]
                wall = [await run(fork, timed, timeout_s, cpu, True) for _ in range(len(runs))]
        except (DatabaseError, JobFailed) as error:
            return _ended(error, timeout_s)
        return Cost(tuple(runs), tuple(wall), cpu is not None)

    async def compare(
        self,
        fork: Connection,
        cost: Cost,
        old: Timed,
        new: Timed,
        settings: Settings,
        rivals: int = 1,
        timeout_s: float | None = None,
    ) -> Measurement | Timeout | Failure:
        """Both in turn where the original is quick, else the candidate against the runs of the original there are.

        A candidate that is no faster in its first runs is not timed again; one whose runs disagree is, until they are
        enough for a bound that one stray run does not decide.
        """
        bound_s = min(settings.statement_timeout_s, timeout_s or 1.5 * cost.wall_s + _SLACK_S)
        olds: list[Run] = []
        news: list[Run] = []
        try:
            async with self.turns.timing():
                cpu = await BackendCpu.of(fork) if cost.is_cpu else None
                first = await run(fork, new, bound_s, cpu)
                is_slow = cost.total_s > _SLOW_S
                fewest = 1 if _is_hopeless(first, cost) else FEWEST
                while len(news) < pairs_wanted([] if is_slow else olds, news, fewest):
                    if not is_slow:
                        olds.append(await run(fork, old, settings.statement_timeout_s, cpu))
                    news.append(await run(fork, new, bound_s, cpu))
        except (DatabaseError, JobFailed) as error:
            return _ended(error, bound_s)
        return _measurement(olds or list(cost.runs), news, rivals)

    async def confirm(
        self, fork: Connection, cost: Cost, old: Timed, new: Timed, measured: Measurement, settings: Settings
    ) -> Measurement | Failure:
        """The candidate by the clock, alone, under the user's own settings; a gain is what both figures allow.

        The original's own time is older. Where the clock does not bear a gain out, something else that ran on the host
        may be why: then both are timed once more, in turn, unless that takes too long.
        """
        timeout_s = settings.statement_timeout_s
        olds = list(cost.wall)
        try:
            async with self.turns.timing():
                news = [await run(fork, new, timeout_s, None, True) for _ in range(FEWEST)]
                is_low = wall_ratio(olds, news) < min(_NEAR * measured.ratio_low, CLEAR)
                if is_low and cost.wall_s < _SLOW_S:
                    olds, news = [], []
                    for _ in range(max(1, min(_AGAIN, round(BUDGET_S / max(cost.wall_s, 1e-4))))):
                        olds.append(await run(fork, old, timeout_s, None, True))
                        news.append(await run(fork, new, timeout_s, None, True))
        except (DatabaseError, JobFailed) as error:
            return _failure("it", _ended(error, timeout_s))
        assert measured.database
        old_s, new_s = (median(one.wall_s for one in runs) for runs in (olds, news))
        database = replace(measured.database, baseline_wall_s=old_s, candidate_wall_s=new_s)
        return replace(measured, ratio_low=min(measured.ratio_low, wall_ratio(olds, news)), database=database)


def _is_hopeless(first: Run, cost: Cost) -> bool:
    """Whether a candidate took as long as the original and read as much, where time is too dear to make sure."""
    old, new = (sum(plan.blocks for plan in one.plans) for one in (cost.runs[-1], first))
    return cost.total_s > _DEAR_S and first.total_s > 0.95 * cost.total_s and new > 0.95 * old


def _measurement(olds: Sequence[Run], news: Sequence[Run], rivals: int) -> Measurement:
    pairs = max(len(olds), len(news))
    before = [olds[place % len(olds)].total_s for place in range(pairs)]
    after = [news[place % len(news)].total_s for place in range(pairs)]
    ratio, low = median_bound(ratios(before, after), rivals)
    old_s, new_s = medians(olds), medians(news)
    worse = [
        a / b for a, b in zip(old_s, new_s, strict=True) if b > a * _WORSE and b - a > max(_WORSE_S, 0.02 * sum(old_s))
    ]
    low = min([low, *worse])
    old, new = olds[-1], news[-1]
    cost = DatabaseCost(
        baseline_blocks=sum(plan.blocks for plan in old.plans),
        candidate_blocks=sum(plan.blocks for plan in new.plans),
        baseline_rows=sum(plan.rows for plan in old.plans),
        candidate_rows=sum(plan.rows for plan in new.plans),
        baseline_wall_s=median(one.wall_s for one in olds),
        candidate_wall_s=median(one.wall_s for one in news),
        baseline_plan=_costliest(old).text,
        candidate_plan=_costliest(new).text,
        baseline_tree=_costliest(old).tree,
        candidate_tree=_costliest(new).tree,
    )
    return Measurement(
        median(before),
        median(after),
        ratio,
        low,
        len(news),
        baseline_samples_s=_samples(olds),
        candidate_samples_s=_samples(news),
        database=cost,
    )


def _samples(runs: Sequence[Run]) -> tuple[float, ...]:
    """Seconds of the runs that ended."""
    return tuple(one.total_s for one in runs if all(plan.tree for plan in one.plans))


def _costliest(one: Run) -> Plan:
    """The plan of the binding that took longest."""
    return max(zip(one.seconds, one.plans, strict=True), key=lambda pair: pair[0])[1]


def _ended(error: DatabaseError | JobFailed, timeout_s: float) -> Timeout | Failure:
    if isinstance(error, JobFailed):
        return Failure(str(error))
    if is_lost(error):
        raise error
    if is_timeout(error):
        return Timeout(timeout_s)
    return Failure(f"it cannot be run: {str(error).splitlines()[0]}")


def _failure(what: str, outcome: Timeout | Failure) -> Failure:
    if isinstance(outcome, Timeout):
        return Failure(f"{what} does not end within {outcome.seconds:.3g} s")
    return outcome
