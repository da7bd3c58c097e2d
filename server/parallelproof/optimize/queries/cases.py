"""Cases of queries: tried on forks of their database, by indexes, other words, statistics and settings."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...domain import (
    DDL,
    Candidate,
    Change,
    Failure,
    Outcome,
    Pattern,
    Query,
    Reach,
    Schema,
    Snapshot,
    Strategy,
    Trial,
    Unconfirmed,
    Unit,
    Win,
)
from ...forks.choose import Forks
from ...ports import Apart, ForkFailed
from ...postgres import DatabaseError, Unreachable
from ...settings import Settings
from ..case import Attempt, Case, OnNote, OnStage
from . import proposing
from .combining import again, combined, nearly
from .examiner import QueryExaminer
from .hypothetical import worth_trying
from .known import KnownQuery
from .minimise import minimised, said
from .reading import address_of, by_load, first_line, read, unread
from .session_pool import SessionPool
from .taking_turns import TakingTurns

_HELPERS = 4
"""Indexes under which an original that does not end is tried once more, so that its rows are known."""
_MOST_INDEXES = 6
"""Of those that HypoPG can price."""
_MOST_SMALLER = 4
_BEFORE_PAIRS_S = 4.0
"""At most so much of that time counts as taken when the best are tried together."""
_BEST = 3
"""So many indexes are waited for twice as long as the others."""
_ENOUGH, _LAST_S = ((50, 5.0), (10, 9.0), (2, 13.0)), 32.0
"""Seconds for candidates once one is so many times as fast as the original, and where none is."""
_AMPLE = 10.0
"""Where a win gains more, rewrites that gained nothing alone are not tried with indexes of their own."""
_WHOLE_S = 40.0
"""In which all candidates of a query and their combinations are begun; runs of the original come on top."""
NO_DATABASE = "no database is known to try it on: give `--database URL`, or set `parallelproof.database`"


@dataclass(slots=True)
class QueryCase:
    """A query, what could be tried on it, and what is known of it once it has been asked."""

    queries: Queries
    snapshot: Snapshot
    query: Query
    schema: Schema | None
    found: tuple[Candidate, ...]
    refused: str | None = None
    known: asyncio.Task[KnownQuery | Failure] | None = field(default=None, repr=False)
    ranks: dict[Change, int] = field(default_factory=dict, repr=False)
    begun_s: float = 0.0
    """By the examiner's clock."""

    @property
    def unit(self) -> Unit:
        """The query's unit."""
        return self.query.unit

    @property
    def reach(self) -> Reach:
        """No definition of the project: a query means what it says."""
        return Reach(frozenset(), hashlib.blake2b(self.query.sql.encode(), digest_size=20).hexdigest())

    @property
    def candidates(self) -> Sequence[Sequence[Candidate]]:
        """An agent for each strategy of each proposer and pattern."""
        groups: dict[tuple[Strategy, str, str | None], list[Candidate]] = {}
        for one in self.found:
            groups.setdefault((one.strategy, one.proposer, one.pattern), []).append(one)
        return list(groups.values())

    def key(self, candidate: Candidate) -> Hashable | None:
        """The change itself: its text, and what is done to the database."""
        change = candidate.change
        text = change.apply(self.snapshot.text)
        if isinstance(change, DDL):
            return text, change.statements
        values = getattr(change, "values", ())
        return None if text == self.snapshot.text and not values else (text, values)

    async def examine(self, candidate: Candidate, rivals: int, on_stage: OnStage) -> Outcome:
        """Try one on a fork; a fork that cannot be had, or is lost, is a failure of this trial alone."""
        await self.queries.turns.begin(id(self))
        on_stage("forking")
        try:
            known = await self._known()
            if isinstance(known, Failure):
                return known
            if reason := self._passed_over(candidate, known):
                return Failure(reason)
            async with self.queries.sessions.borrowed() as (_, connection):
                examiner, settings = self.queries.examiner, self.queries.settings
                return await examiner.examine(known, candidate, connection, settings, rivals, on_stage)
        except (ForkFailed, Unreachable) as error:
            return Failure(str(error).rstrip("."))
        except DatabaseError as error:
            return Failure(f"the database went away: {first_line(error)}")

    async def compose(self, trial: Trial) -> Sequence[Candidate]:
        """Indexes for a rewritten query: other words may use other ones."""
        if self.schema is None:
            return []
        known = await self._known()
        if isinstance(known, Failure) or time.monotonic() > known.until_s:
            return []
        found = await self.queries.apart(again, self.snapshot, trial, self.schema)
        if not found:
            return found
        changed = await asyncio.to_thread(known.changed, trial.candidate.change)
        if changed is None:
            return found
        alone = {replace(one, change=replace(one.change, edits=())): one for one in found}
        places = [known.query.parameters.index(name) for name in changed.parameters]
        bindings = [
            replace(seen.binding, values=tuple(seen.binding.values[place] for place in places))
            for seen in known.rows.seen
        ]
        try:
            async with self.queries.sessions.borrowed() as (_, connection):
                kept = await worth_trying(connection, changed, bindings, list(alone), _MOST_INDEXES)
        except (ForkFailed, Unreachable, DatabaseError):
            return found
        return [alone[one] for one in kept]

    async def finish(self, trials: Sequence[Trial], attempt: Attempt) -> Sequence[Trial]:
        """What was good apart is tried together; of the best set of indexes, what is not needed is left out."""
        try:
            return trials if self.schema is None else await self._finished(trials, attempt, self.schema)
        finally:
            self.queries.turns.end(id(self))

    async def _finished(self, trials: Sequence[Trial], attempt: Attempt, schema: Schema) -> Sequence[Trial]:
        kept = list(trials)
        self.begun_s = max(self.begun_s, self.queries.examiner.clock_s - _BEFORE_PAIRS_S)
        pairs = await self.queries.apart(combined, trials, schema)
        if not any(isinstance(one.outcome, Win) and one.outcome.measurement.ratio_low > _AMPLE for one in trials):
            pairs += [one for near in await self.queries.apart(nearly, trials) for one in await self.compose(near)]
        for candidate in pairs:
            trial = await attempt(candidate)
            kept += [trial] if trial else []
        return await self._with_write_cost(await self._minimised(kept, attempt))

    async def _with_write_cost(self, trials: Sequence[Trial]) -> Sequence[Trial]:
        """The best change of the database with what it costs those who write."""
        best = _best_change(trials)
        if best is None:
            return trials
        assert isinstance(best.outcome, Win | Unconfirmed) and isinstance(best.candidate.change, DDL)
        try:
            async with self.queries.sessions.borrowed() as (_, connection):
                outcome = await self.queries.examiner.with_write_cost(
                    best.outcome, best.candidate.change, connection, self.queries.settings
                )
        except (ForkFailed, Unreachable, DatabaseError):
            return trials
        return [replace(trial, outcome=outcome) if trial is best else trial for trial in trials]

    def _passed_over(self, candidate: Candidate, known: KnownQuery) -> str | None:
        """Why a candidate is not tried at all, if so."""
        rank = self.ranks.get(candidate.change, 0)
        if rank == len(self.found):
            return "by HypoPG the planner would not use it, or others are more promising"
        taken_s = self.queries.examiner.clock_s - self.begun_s
        gain = known.cost.wall_s / max(known.best_s, 1e-9)
        enough_s = next((seconds for least, seconds in _ENOUGH if gain >= least), _LAST_S)
        if gain >= 2 and rank >= _BEST and isinstance(candidate.change, DDL):
            enough_s /= 2
        if taken_s < enough_s + 2 * known.cost.wall_s and time.monotonic() < known.until_s:
            return None
        return f"not tried: the others took {taken_s:.0f} s"

    async def _minimised(self, trials: list[Trial], attempt: Attempt) -> Sequence[Trial]:
        best = _best_change(trials)
        if best is None or self.schema is None:
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
        least, _ = await minimised(change, ratio, self.schema, measure, _MOST_SMALLER)
        if least.statements not in smaller:
            return [*trials, *smaller.values()]
        # The larger one is hardly faster, and each of its indexes costs those who write.
        chosen = smaller[least.statements]
        return [trial for trial in [*trials, chosen] if trial is not best and not _is_larger(trial, chosen)]

    async def _known(self) -> KnownQuery | Failure:
        """The original, got to know once for all candidates."""
        if self.known is None:
            self.known = asyncio.create_task(self._get_to_know())
        known = await asyncio.shield(self.known)
        if isinstance(known, Failure):
            self.refused = known.reason
        return known

    async def _get_to_know(self) -> KnownQuery | Failure:
        assert self.schema is not None
        from ...postgres.bindings import typical

        started_s = time.monotonic()
        async with self.queries.sessions.borrowed() as (fork, connection):
            async with self.queries.examiner.reading(connection):
                bindings = await typical(connection, self.query, self.schema)
            known = await self.queries.examiner.get_to_know(
                self.snapshot,
                self.query,
                bindings,
                self.schema,
                connection,
                self.queries.settings,
                fork.differences,
                [one.change for one in self.found if isinstance(one.change, DDL) and not one.change.edits][:_HELPERS],
            )
            if isinstance(known, KnownQuery):
                known.until_s = started_s + _WHOLE_S + 2 * known.cost.wall_s
                kept = await worth_trying(connection, self.query, bindings, self.found, _MOST_INDEXES)
                self.ranks = dict.fromkeys([one.change for one in self.found], len(self.found))
                self.ranks |= {one.change: rank for rank, one in enumerate(kept)}
                self.begun_s = self.queries.examiner.clock_s
            return known


class Queries:
    """Opens cases of queries. For one campaign: it holds the forks that its trials borrow."""

    def __init__(
        self,
        forks: Forks,
        examiner: QueryExaminer,
        apart: Apart,
        patterns: tuple[Pattern, ...],
        settings: Settings,
        on_note: OnNote,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self.examiner, self.apart, self.settings = examiner, apart, settings
        self._patterns, self._on_note = patterns, on_note
        self._address = address_of(settings, environ, on_note)
        self.sessions, self.turns = SessionPool(forks, self._address or "", settings, on_note), TakingTurns()
        self._schema: asyncio.Task[Schema] | None = None
        self._cases: list[QueryCase] = []

    async def open(self, snapshot: Snapshot, names: frozenset[str] | None) -> Sequence[Case]:
        """A case for each query of a document; ValueError where its database cannot be read."""
        found = await self.apart(proposing.found, snapshot)
        wanted = [query for query in found if names is None or not names.isdisjoint(_names(query))]
        if not wanted:
            return []
        if self._address is None:
            return self._unknown(snapshot, wanted)
        try:
            schema = await self._read_schema()
            wanted = await by_load(wanted, await self.sessions.address())
        except (ForkFailed, Unreachable) as error:
            raise ValueError(first_line(error)) from None
        except DatabaseError as error:
            raise ValueError(unread(error)) from None
        ignored = self.settings.ignore_patterns
        patterns = [one for one in self._patterns if one.language == "sql" and one.id not in ignored]
        proposed = await self.apart(proposing.proposed, snapshot, wanted, schema, patterns)
        cases = [
            QueryCase(self, snapshot, query, schema, candidates)
            for query, candidates in zip(wanted, proposed, strict=True)
        ]
        self._cases += cases
        return cases

    async def begin(self, cases: Sequence[Case]) -> None:
        """Nothing: the first trial makes the first fork."""

    async def close(self) -> None:
        """Give all forks back."""
        begun = [case.known for case in self._cases if case.known]
        for task in [*begun, *([self._schema] if self._schema else [])]:
            task.cancel()
        await asyncio.gather(*begun, return_exceptions=True)
        await self.turns.close()
        await self.sessions.close()

    def _unknown(self, snapshot: Snapshot, found: Sequence[Query]) -> Sequence[Case]:
        """Without a database a file of queries says so of each; Python's functions are worth more than that line."""
        if snapshot.language == "python":
            self._on_note(f"queries in Python were not looked at: {NO_DATABASE}")
            return []
        return [QueryCase(self, snapshot, query, None, (), refused=NO_DATABASE) for query in found]

    async def _read_schema(self) -> Schema:
        if self._schema is None:
            self._schema = asyncio.create_task(read(self.sessions))
        return await asyncio.shield(self._schema)


def _names(query: Query) -> tuple[str, str]:
    """Its own, and in Python that of the function around it: who asks for that one wants both."""
    return query.unit.name, query.unit.name.partition(":")[0]


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
