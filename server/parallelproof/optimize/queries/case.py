"""One query in work: what is tried on it, in which order and for how long."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ...domain import (
    DDL,
    Candidate,
    Change,
    Failure,
    Outcome,
    Query,
    Reach,
    Schema,
    Snapshot,
    Strategy,
    Trial,
    Unit,
    Win,
)
from ...ports import ForkFailed
from ...postgres import DatabaseError, Unreachable
from ..case import Attempt, OnStage
from .combining import again, combined, nearly
from .finishing import minimised_set, with_write_cost
from .hypothetical import worth_trying
from .known import KnownQuery
from .reading import first_line

if TYPE_CHECKING:
    from .cases import Queries

_HELPERS = 4
"""Indexes under which an original that does not end is tried once more, so that its rows are known."""
_MOST_INDEXES = 6
"""Of those that HypoPG can price."""
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
        least = await minimised_set(kept, attempt, schema)
        return await with_write_cost(least, self.queries.sessions, self.queries.examiner, self.queries.settings)

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
