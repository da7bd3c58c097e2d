"""Timed runs of statements on a fork: what each took of the processor and read, taken back afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from ..postgres import Connection
from ..postgres.limits import RANKING, limits, reset_local, set_local
from ..postgres.statements import Value, fetch
from .backend_cpu import BackendCpu
from .plans import Plan, explain


@dataclass(frozen=True, slots=True)
class Timed:
    """A statement with the values of each binding, and what makes it another than the other one.

    `before` are statements that are run before it is, and taken back with it; `settings` are the server's.
    """

    sql: str
    values: tuple[tuple[Value, ...], ...]
    before: tuple[str, ...] = ()
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of every binding: seconds of the processor, or of the clock where those are not known, and the plans."""

    seconds: tuple[float, ...]
    plans: tuple[Plan, ...]

    @property
    def total_s(self) -> float:
        """Of all bindings."""
        return sum(self.seconds)

    @property
    def wall_s(self) -> float:
        """Of all bindings, by the clock."""
        return sum(plan.seconds for plan in self.plans)


async def run(
    connection: Connection,
    timed: Timed,
    timeout_s: float,
    cpu: BackendCpu | None,
    as_the_user_has_it: bool = False,
) -> Run:
    """Every binding once, in the transaction that is open or one of its own. Raises DatabaseError.

    For ranking one process does all the work; `as_the_user_has_it` leaves parallel workers and compilation alone.
    """
    seconds: list[float] = []
    plans: list[Plan] = []
    for values in timed.values:
        async with connection.transaction(force_rollback=True):
            for statement in timed.before:
                await fetch(connection, statement)
            if as_the_user_has_it:
                await reset_local(connection, RANKING)
            ranking = {} if as_the_user_has_it else RANKING
            await set_local(connection, {**limits(timeout_s), **ranking, **timed.settings})
            started_s = await cpu.seconds() if cpu else 0.0
            plan = await explain(connection, timed.sql, values)
            plans.append(plan)
            seconds.append(await cpu.seconds() - started_s if cpu else plan.seconds)
    return Run(tuple(seconds), tuple(plans))


def medians(runs: Sequence[Run]) -> tuple[float, ...]:
    """Median seconds of each binding."""
    return tuple(median(seconds) for seconds in zip(*(run.seconds for run in runs), strict=True))
