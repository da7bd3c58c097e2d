"""Tries one candidate of a query on a fork: made, held against the original, measured, confirmed, and taken back."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from ...domain import (
    DDL,
    Binding,
    Candidate,
    Change,
    Counterexample,
    Failure,
    Measurement,
    NotBetter,
    Outcome,
    Query,
    Schema,
    Setting,
    Snapshot,
    Unconfirmed,
    Verdict,
    Win,
)
from ...measure.queries import QueryBenchmark, Timeout
from ...ports import JobFailed
from ...postgres import Connection, DatabaseError
from ...postgres.limits import is_lost, is_timeout, set_local
from ...settings import Settings
from ...verify.rows import RowsVerifier
from ..case import OnStage
from ..rank import gains_time, is_clear, judged
from .changing import made, with_cost, write_ratio
from .known import KnownQuery, unended, views_made
from .planned import Plans, plans, useless

_SLACK_S = 0.5
_STALE = "It gives the rows as they were at the last REFRESH, which may be too old."
_WORTH_S = 6.0
"""What takes much longer is no help for an original that does not end."""


@dataclass(frozen=True, slots=True)
class _Work:
    """A candidate on a fork, with the query as it leaves it."""

    known: KnownQuery
    candidate: Candidate
    changed: Query
    connection: Connection
    settings: Settings
    rivals: int
    on_stage: OnStage

    @property
    def change(self) -> Change:
        return self.candidate.change

    @property
    def bound_s(self) -> float:
        """What takes longer is slower than what was found before."""
        return min(self.settings.statement_timeout_s, 1.5 * self.known.best_s + _SLACK_S)

    @property
    def is_timed_first(self) -> bool:
        """Most settings gain nothing, and to compare the rows of the same query takes longer than to time it."""
        return isinstance(self.change, Setting) and not self.change.edits


class QueryExaminer:
    """Finds out what comes of candidates. One for all queries: it sees to it that trials do not meet in a database."""

    def __init__(self, verifier: RowsVerifier, benchmark: QueryBenchmark) -> None:
        self._verifier, self._benchmark = verifier, benchmark
        self._changing: dict[str, asyncio.Lock] = {}

    @property
    def clock_s(self) -> float:
        """A clock that stands still while a timed run waits for other processes of this host."""
        return time.monotonic() - self._benchmark.turns.waited_s

    @asynccontextmanager
    async def reading(self, connection: Connection) -> AsyncIterator[None]:
        """Read in the block while nothing is timed. No lock is kept after it: who waits would hold up a timed run."""
        async with self._benchmark.turns.trying(), connection.transaction(force_rollback=True):
            yield

    async def get_to_know(
        self,
        snapshot: Snapshot,
        query: Query,
        bindings: Sequence[Binding],
        schema: Schema,
        connection: Connection,
        settings: Settings,
        differences: tuple[str, ...] = (),
        helpers: Sequence[DDL] = (),
    ) -> KnownQuery | Failure:
        """What the original gives and costs; why it cannot be judged, if so. Raises DatabaseError, as below.

        `helpers` are indexes under which an original that does not end in time may do so: then its rows are known.
        """
        timeout_s = settings.statement_timeout_s
        async with self.reading(connection):
            rows = await self._verifier.get_to_know(connection, query, bindings, schema, timeout_s)
        if isinstance(rows, Failure):
            return rows
        ended = tuple(seen for seen in rows.seen if seen.rows is not None)
        if not ended:
            least = unended(len(rows.seen), timeout_s)
            known = KnownQuery(snapshot, query, rows, least, False, differences, min(timeout_s, _WORTH_S))
            await self._helped(known, helpers, connection, settings)
            return known
        known = KnownQuery(snapshot, query, replace(rows, seen=ended), unended(1, timeout_s), True, differences)
        cost = await self._benchmark.cost(connection, known.timed, settings)
        if isinstance(cost, Timeout):  # It ended once, so with more time it will: the host may be busy.
            more = replace(settings, statement_timeout_s=2 * timeout_s)
            cost = await self._benchmark.cost(connection, known.timed, more)
        if isinstance(cost, Timeout):
            return Failure(
                f"it ended within {timeout_s:g} s once, and not within {2 * timeout_s:g} s when it was timed"
            )
        if isinstance(cost, Failure):
            return cost
        known.cost, known.best_s = cost, cost.wall_s
        return known

    async def examine(
        self,
        known: KnownQuery,
        candidate: Candidate,
        connection: Connection,
        settings: Settings,
        rivals: int,
        on_stage: OnStage,
    ) -> Outcome:
        """The outcome of one candidate; all it did in the database is taken back.

        Raises DatabaseError without `sqlstate` where the connection was lost.
        """
        changed = await asyncio.to_thread(known.changed, candidate.change)
        if changed is None:
            return Failure("the changed query cannot be found in the changed text, or has other parameters")
        work = _Work(known, candidate, changed, connection, settings, rivals, on_stage)
        try:
            if not isinstance(candidate.change, DDL) and not known.rows.writes:
                return await self._try(work)
            on_stage("waiting")
            async with self._alone(connection):
                if not isinstance(candidate.change, DDL):
                    return await self._try(work)
                return await self._try_changing(work, candidate.change)
        except DatabaseError as error:
            if is_lost(error):
                raise
            return Failure(f"it cannot be tried: {str(error).splitlines()[0].rstrip('.')}")
        except JobFailed as error:
            return Failure(str(error))

    async def _try_changing(self, work: _Work, change: DDL) -> Outcome:
        """With a change of the database, which others may not make at the same time."""
        known, connection, settings = work.known, work.connection, work.settings
        work.on_stage("preparing")
        async with connection.transaction(force_rollback=True):
            async with self._benchmark.turns.trying():
                before, build_s = await plans(connection, known.timed), known.build_s(settings)
                try:
                    index_bytes = await made(connection, change, build_s)
                except DatabaseError as error:
                    if is_lost(error) or not is_timeout(error):
                        raise
                    return Failure(f"it could not be made within {build_s:.3g} s")
                if reason := await _useless(work, before):
                    return Failure(reason)
                if not known.rows.is_complete and not await self._ends_now(known, connection, settings):
                    return Failure(f"with it the original still does not end within {1.5 * known.best_s:.3g} s")
            outcome = await self._try(work)
        if not isinstance(outcome, Win | Unconfirmed):
            return outcome
        return with_cost(outcome, index_bytes=index_bytes)

    async def with_write_cost(
        self, outcome: Win | Unconfirmed, change: DDL, connection: Connection, settings: Settings
    ) -> Win | Unconfirmed:
        """The outcome with what its indexes cost those who write.

        It takes a second or more, so it is asked for only when the best candidate is known.
        """
        async with self._benchmark.turns.timing():
            return with_cost(outcome, write_ratio=await write_ratio(connection, change, settings))

    async def _helped(
        self, known: KnownQuery, helpers: Sequence[DDL], connection: Connection, settings: Settings
    ) -> None:
        """Try whether the original ends once all the helpers are there."""
        if not helpers:
            return
        async with (
            self._alone(connection),
            self._benchmark.turns.trying(),
            connection.transaction(force_rollback=True),
        ):
            for helper in helpers:
                try:
                    async with connection.transaction():
                        await made(connection, helper, known.build_s(settings))
                except DatabaseError as error:
                    if is_lost(error):
                        raise
            await self._ends_now(known, connection, settings)

    async def _ends_now(self, known: KnownQuery, connection: Connection, settings: Settings) -> bool:
        """An original that did not end may end now: then its rows are known, for rewrites to be held against."""
        bindings = [seen.binding for seen in known.rows.seen]
        schema, timeout_s = known.rows.schema, min(settings.statement_timeout_s, 1.5 * known.best_s)
        rows = await self._verifier.get_to_know(connection, known.query, bindings, schema, timeout_s)
        if isinstance(rows, Failure) or not rows.is_complete or len(rows.seen) < len(bindings):
            return False
        known.rows = rows
        return True

    def _alone(self, connection: Connection) -> asyncio.Lock:
        """What builds an index and what writes rows in one database would wait for each other."""
        database = f"{connection.info.host}:{connection.info.port}/{connection.info.dbname}"
        return self._changing.setdefault(database, asyncio.Lock())

    async def _try(self, work: _Work) -> Outcome:
        known, connection, settings, bound_s = work.known, work.connection, work.settings, work.bound_s
        if isinstance(work.change, Setting):
            before = await plans(connection, known.timed)
            if reason := await _useless(work, before):
                return Failure(reason)
        verdict: Verdict = ()
        if not work.is_timed_first:
            verdict = await self._verified(work, bound_s)
            if isinstance(verdict, Counterexample | Failure):
                return verdict
        work.on_stage("measuring")
        new, old = known.timed_after(work.changed, work.change), known.timed_before(work.change)
        compared = await self._benchmark.compare(connection, known.cost, old, new, settings, work.rivals, bound_s)
        if isinstance(compared, Timeout):
            return Failure(f"it is slower than what was found before: it does not end within {bound_s:.3g} s")
        if isinstance(compared, Failure):
            return compared
        if not gains_time(compared, settings) or not is_clear(work.change, compared):
            return NotBetter(compared)
        if work.is_timed_first:
            verdict = await self._verified(work, bound_s)
            if isinstance(verdict, Counterexample | Failure):
                return verdict
        work.on_stage("confirming")
        confirmed = await self._benchmark.confirm(connection, known.cost, old, new, compared, settings)
        return confirmed if isinstance(confirmed, Failure) else _judged(work, verdict, confirmed)

    async def _verified(self, work: _Work, bound_s: float) -> Verdict:
        known, connection = work.known, work.connection
        work.on_stage("verifying")
        async with self._benchmark.turns.trying(), connection.transaction(force_rollback=True):
            await set_local(connection, known.timed_after(work.changed, work.change).settings)
            # What is hashed and sent takes longer than what is timed.
            timeout_s = min(work.settings.statement_timeout_s, 2 * bound_s)
            if not work.change.edits:
                return await self._verifier.check_unchanged(connection, known.rows, timeout_s)
            if not known.rows.is_complete:
                return Failure(
                    f"the original does not end within {work.settings.statement_timeout_s:g} s, and no index that was "
                    "tried before made it end, so its rows could not be compared"
                )
            views = views_made(work.change)
            return await self._verifier.check(connection, known.rows, work.changed, timeout_s, views)


async def _useless(work: _Work, before: Plans) -> str | None:
    """Why a change cannot help, by what the planner does; of a statement that writes plans do not say all."""
    if work.known.rows.writes:
        return None
    after = await plans(work.connection, work.known.timed_after(work.changed, work.change))
    return useless(work.change, before, after, work.known.spills)


def _judged(work: _Work, verdict: Verdict, measured: Measurement) -> Outcome:
    assert isinstance(verdict, tuple) and measured.database
    outcome = judged(verdict, measured, work.settings, False)
    if isinstance(outcome, Win) and not is_clear(work.change, measured):
        return NotBetter(measured)
    if not isinstance(outcome, Win):
        return outcome
    known, is_kept = work.known, bool(views_made(work.change))
    if not is_kept:  # What computes nothing any more is no measure for what does.
        known.best_s = min(known.best_s, measured.database.candidate_wall_s)
    reasons = (*known.differences, _STALE) if is_kept else known.differences
    return Unconfirmed(outcome.evidence, measured, " ".join(reasons)) if reasons else outcome
