"""The calls to one provider: who waits for a place, and who shares a call.

The first query of a search goes out alone where it need not wait, so that something shows early; the rest follow
together. Where places are rare, a call takes along what others wait with: their first queries before their second.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

from ..domain import SourceFailure
from ..net.exchange import Exchange
from ..net.limits import Line
from ..ports import Leave, Unanswered
from .hits import Malformed, Result, hits_of
from .searching import Outcome

Ask = Callable[[Sequence[str], int, float], Exchange]
"""What asks for several queries, that many results of each, within a time."""
Read = Callable[[Any, Sequence[str]], Sequence[Sequence[Result]] | None]
"""The results of each query in an answer, None where they cannot be told apart; raises Malformed."""
Explain = Callable[[Unanswered], str]


class Asked:
    """One query of a search; `outcome` comes once a call has brought it."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.outcome: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()

    def settle(self, outcome: Outcome) -> None:
        """It came; whoever has left needs it no more."""
        if not self.outcome.done():
            self.outcome.set_result(outcome)

    def fail(self, bug: Exception) -> None:
        """A bug came instead."""
        if not self.outcome.done():
            self.outcome.set_exception(bug)
            self.outcome.exception()  # Whoever waits raises it; nobody need be told of it in the log as well.


class Search:
    """The queries that somebody asks at once. Those in `waiting` have no place yet; one call stands in line for them.

    `may_share`: its queries may leave in a call on another's behalf, and others' in its own.
    """

    def __init__(self, queries: Sequence[str], k: int, leave: Leave, may_share: bool) -> None:
        self.all = [Asked(query) for query in dict.fromkeys(queries)]
        self.k, self.leave, self.may_share = k, leave, may_share
        self.waiting = deque(self.all)
        self.in_line: asyncio.Task[None] | None = None
        self.is_first = True

    def take(self, most: int) -> list[Asked]:
        """Queries for a call with room for that many: the first one alone, so that no one failure costs them all."""
        count = min(len(self.waiting), 1 if self.is_first else most)
        self.is_first = False
        return [self.waiting.popleft() for _ in range(count)]


class Calls:
    """All calls to one provider. `batch` is how many queries a call may hold."""

    def __init__(self, name: str, line: Line, batch: int, ask: Ask, read: Read, explain: Explain) -> None:
        self._name, self._line, self._batch = name, line, batch
        self._ask, self._read, self._explain = ask, read, explain
        self._searches: dict[Search, None] = {}
        self._calls: dict[asyncio.Task[None], list[tuple[Search, Asked]]] = {}

    @property
    def batch(self) -> int:
        """Queries that a call may hold; 1 once the provider could not tell their results apart."""
        return self._batch

    def begin(self, search: Search) -> None:
        """Let a call stand in line for what waits, if anything does."""
        if search.waiting and search.in_line is None:
            self._searches[search] = None
            aboard: list[tuple[Search, Asked]] = []
            search.in_line = asyncio.create_task(self._call(search, aboard), name=f"{self._name} search")
            self._calls[search.in_line] = aboard
            search.in_line.add_done_callback(self._calls.pop)

    async def end(self, search: Search) -> None:
        """Its outcomes are wanted no more; a call that nobody else wants anything of is ended."""
        search.waiting.clear()
        for asked in search.all:
            asked.outcome.cancel()
        ended = [self._leave_line(search)] + [
            call for call, aboard in self._calls.items() if aboard and all(asked.outcome.done() for _, asked in aboard)
        ]
        for call in filter(None, ended):
            call.cancel()
        await asyncio.gather(*filter(None, ended), return_exceptions=True)

    async def _call(self, search: Search, aboard: list[tuple[Search, Asked]]) -> None:
        def make() -> Exchange:
            if not aboard:
                aboard.extend(self._board(search))
            k = max(each.k for each, _ in aboard)
            return self._ask([asked.query for _, asked in aboard], k, search.leave.settings.fulfill_deadline_s)

        try:
            answer = await self._line.json(make, search.leave)
            self._settle(aboard, self._read(answer, [asked.query for _, asked in aboard]))
        except Malformed:
            self._fail(aboard, self._malformed)
        except Unanswered as error:
            failure = SourceFailure(error.source, self._explain(error))
            self._fail(aboard or self._all_waiting(search), failure)
        except Exception as bug:
            for _, asked in aboard or self._all_waiting(search):
                asked.fail(bug)

    def _board(self, search: Search) -> list[tuple[Search, Asked]]:
        """What goes along now that there is a place."""
        search.in_line = None
        others = [other for other in self._searches if other is not search and other.may_share and search.may_share]
        aboard: list[tuple[Search, Asked]] = []
        for each in [search, *sorted(others, key=lambda other: not other.is_first)]:
            if room := self._batch - len(aboard):
                aboard += [(each, asked) for asked in each.take(room)]
            if not each.waiting and (call := self._leave_line(each)):
                call.cancel()
        self.begin(search)
        return aboard

    def _leave_line(self, search: Search) -> asyncio.Task[None] | None:
        """Nothing waits any more; the call that stood in line for it, if there is one."""
        self._searches.pop(search, None)
        call, search.in_line = search.in_line, None
        return call

    def _all_waiting(self, search: Search) -> list[tuple[Search, Asked]]:
        waiting = [(search, asked) for asked in search.waiting]
        search.waiting.clear()
        self._leave_line(search)
        return waiting

    def _settle(self, aboard: Sequence[tuple[Search, Asked]], groups: Sequence[Sequence[Result]] | None) -> None:
        if groups is None:
            self._batch = 1
            for search, asked in reversed(aboard):
                if not asked.outcome.done():
                    search.waiting.appendleft(asked)
            for search, _ in aboard:
                self.begin(search)
            return
        for (search, asked), group in zip(aboard, groups, strict=True):
            try:
                asked.settle(hits_of(group, asked.query, self._name, search.k))
            except Malformed:
                asked.settle(self._malformed)

    @property
    def _malformed(self) -> SourceFailure:
        return SourceFailure(self._name, f"{self._name} answered with JSON of another shape: check its address")

    @staticmethod
    def _fail(aboard: Sequence[tuple[Search, Asked]], failure: SourceFailure) -> None:
        for _, asked in aboard:
            asked.settle(failure)
