"""Cases of queries: tried on forks of their database, by indexes, other words, statistics and settings."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping, Sequence

from ...domain import (
    Pattern,
    Query,
    Schema,
    Snapshot,
)
from ...forks.choose import Forks
from ...ports import Apart, ForkFailed
from ...postgres import DatabaseError, Unreachable
from ...settings import Settings
from ..case import Case, OnNote
from . import proposing
from .case import QueryCase
from .examiner import QueryExaminer
from .reading import address_of, by_load, first_line, read, unread
from .session_pool import SessionPool
from .taking_turns import TakingTurns

NO_DATABASE = "no database is known to try it on: give `--database URL`, or set `parallelproof.database`"


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
