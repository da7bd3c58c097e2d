"""Cases of queries: tried on forks of their database, by indexes, other words, statistics and settings."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ...domain import (
    DDL,
    Candidate,
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
from ...postgres import Connection, DatabaseError, Unreachable, connect
from ...postgres.addresses import is_here, is_postgres
from ...settings import Settings
from ..case import Attempt, Case, OnNote, OnStage
from . import proposing
from .combining import again, combined
from .examiner import QueryExaminer
from .known import KnownQuery
from .minimise import minimised
from .session_pool import SessionPool

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
    reach: Reach | None = None
    known: asyncio.Task[KnownQuery | Failure] | None = field(default=None, repr=False)

    @property
    def unit(self) -> Unit:
        """The query's unit."""
        return self.query.unit

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
        on_stage("forking")
        try:
            known = await self._known()
            if isinstance(known, Failure):
                return known
            async with self.queries.sessions.borrowed() as (_, connection):
                examiner, settings = self.queries.examiner, self.queries.settings
                return await examiner.examine(known, candidate, connection, settings, rivals, on_stage)
        except (ForkFailed, Unreachable) as error:
            return Failure(str(error).rstrip("."))
        except DatabaseError as error:
            return Failure(f"the database went away: {_first_line(error)}")

    async def compose(self, trial: Trial) -> Sequence[Candidate]:
        """Indexes for a rewritten query: other words may use other ones."""
        if self.schema is None:
            return []
        return await self.queries.apart(again, self.snapshot, trial, self.schema)

    async def finish(self, trials: Sequence[Trial], attempt: Attempt) -> Sequence[Trial]:
        """What was good apart is tried together; of the best set of indexes, what is not needed is left out."""
        if self.schema is None:
            return trials
        kept = list(trials)
        for candidate in combined(trials, self.schema):
            trial = await attempt(candidate)
            kept += [trial] if trial else []
        return await self._minimised(kept, attempt)

    async def _minimised(self, trials: list[Trial], attempt: Attempt) -> Sequence[Trial]:
        best = _best_change(trials)
        if best is None or self.schema is None:
            return trials
        smaller: dict[tuple[str, ...], Trial] = {}

        async def measure(change: DDL) -> float | None:
            trial = await attempt(replace(best.candidate, change=change))
            if trial is None or not isinstance(trial.outcome, Win | Unconfirmed):
                return None
            smaller[change.statements] = trial
            return trial.outcome.measurement.ratio

        change = best.candidate.change
        assert isinstance(change, DDL) and isinstance(best.outcome, Win | Unconfirmed)
        least, _ = await minimised(change, best.outcome.measurement.ratio, self.schema, measure)
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

        async with self.queries.sessions.borrowed() as (fork, connection):
            bindings = await typical(connection, self.query, self.schema)
            return await self.queries.examiner.get_to_know(
                self.snapshot,
                self.query,
                bindings,
                self.schema,
                connection,
                self.queries.settings,
                fork.differences,
            )


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
        self._address = _address(settings, environ, on_note)
        self.sessions = SessionPool(forks, self._address or "", settings)
        self._schema: asyncio.Task[Schema] | None = None
        self._cases: list[QueryCase] = []

    async def open(self, snapshot: Snapshot, names: frozenset[str] | None) -> Sequence[Case]:
        """A case for each query of a document; ValueError where its database cannot be read."""
        found = await self.apart(proposing.found, snapshot)
        wanted = [query for query in found if names is None or query.unit.name in names]
        if not wanted:
            return []
        if self._address is None:
            return self._unknown(snapshot, wanted)
        try:
            schema = await self._read_schema(self._address)
        except (Unreachable, DatabaseError) as error:
            raise ValueError(_first_line(error)) from None
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
        await self.sessions.close()

    def _unknown(self, snapshot: Snapshot, found: Sequence[Query]) -> Sequence[Case]:
        """Without a database a file of queries says so of each; Python's functions are worth more than that line."""
        if snapshot.language == "python":
            self._on_note(f"queries in Python were not looked at: {NO_DATABASE}")
            return []
        return [QueryCase(self, snapshot, query, None, (), refused=NO_DATABASE) for query in found]

    async def _read_schema(self, address: str) -> Schema:
        if self._schema is None:
            self._schema = asyncio.create_task(_schema(address))
        return await asyncio.shield(self._schema)


async def _schema(address: str) -> Schema:
    """What a database holds, by its catalogue alone."""
    from ...postgres.schema import read_schema

    connection: Connection = await connect(address, "schema", default_transaction_read_only="on")
    async with connection:
        return await read_schema(connection)


def _address(settings: Settings, environ: Mapping[str, str], on_note: OnNote) -> str | None:
    """The database to try things on copies of: the one of the settings, or a `DATABASE_URL` of this machine.

    Making a fork takes disk and time of a server, so one elsewhere is asked only when a person has named it.
    """
    if settings.database:
        return settings.database
    address = environ.get("DATABASE_URL", "")
    if not is_postgres(address):
        return None
    if not is_here(address):
        on_note("the database of DATABASE_URL is on another machine: name it in `parallelproof.database` to use it")
        return None
    return address


def _best_change(trials: Sequence[Trial]) -> Trial | None:
    """The best of those that make something in the database."""
    won = [
        (outcome.measurement.ratio_low, place, trial)
        for place, trial in enumerate(trials)
        if isinstance(outcome := trial.outcome, Win | Unconfirmed) and isinstance(trial.candidate.change, DDL)
    ]
    return max(won)[2] if won else None


def _is_larger(trial: Trial, than: Trial) -> bool:
    """Whether a trial makes all that another makes, and more, for the same text."""
    one, other = trial.candidate.change, than.candidate.change
    if not isinstance(one, DDL) or not isinstance(other, DDL) or one.edits != other.edits:
        return False
    return set(one.statements) > set(other.statements)


def _first_line(error: Exception) -> str:
    lines = str(error).splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
