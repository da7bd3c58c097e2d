"""What the search providers have in common: the first query goes out alone, those that wait for a place together."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections import deque
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, ClassVar

from ..domain import SourceFailure
from ..net.limits import Limits, Line
from ..net.net import Exchange
from ..ports import Leave, Unanswered
from .hits import Malformed, Result, hits_of
from .searching import Outcome, Searching

_QUERY_CHARS = 400
_MOST_RESULTS = 20


class Provider(Searching):
    """One search service behind its wire format. What is sent and how an answer is read is in the subclasses."""

    title: ClassVar[str]
    """What people call it."""
    home: ClassVar[str]
    """Its own address; "" where everybody hosts their own."""
    key_names: ClassVar[tuple[str, ...]] = ()
    """Environment variables that hold its key; none where it needs no key."""
    key_start: ClassVar[str] = ""
    """What its keys begin with, "" where nothing tells them from others."""
    limits: ClassVar[Limits]

    def __init__(self, line: Line, key: str, url: str) -> None:
        self.address = (url or self.home).rstrip("/")
        self.batch = self.limits.batch
        self.line = line
        self._key = key

    @abstractmethod
    def request(self, queries: Sequence[str], k: int, timeout_s: float) -> Exchange:
        """What asks for `k` results of each query; several only where `batch` allows it."""
        ...

    @abstractmethod
    def read(self, answer: Any, queries: Sequence[str]) -> Sequence[Sequence[Result]] | None:
        """The results of each query, None where they cannot be told apart; raises Malformed."""
        ...

    def explain(self, error: Unanswered) -> str:
        """Why there is no answer, where the provider can say more than its status."""
        return error.reason

    async def answers(self, queries: Sequence[str], k: int, leave: Leave) -> AsyncGenerator[tuple[str, Outcome]]:
        """Each query with what came of it; ending the iteration ends the calls that are under way."""
        search = _Search(self, queries, k, leave)
        try:
            while search.unanswered:
                yield await search.next()
        finally:
            await search.close()

    def _post(self, path: str, headers: Mapping[str, str], body: Mapping[str, Any], timeout_s: float) -> Exchange:
        return Exchange(self.name, "POST", self._endpoint(path), headers, body=body, timeout_s=timeout_s)

    def _get(self, path: str, headers: Mapping[str, str], params: Mapping[str, str], timeout_s: float) -> Exchange:
        return Exchange(self.name, "GET", self._endpoint(path), headers, params=params, timeout_s=timeout_s)

    def _endpoint(self, path: str) -> str:
        return self.address if self.address.endswith(path) else self.address + path

    @property
    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}"} if self._key else {}


class _Search:
    """The queries of one search: those that wait for a place, and those that calls are under way for."""

    def __init__(self, provider: Provider, queries: Sequence[str], k: int, leave: Leave) -> None:
        self._provider, self._k, self._leave = provider, min(k, _MOST_RESULTS), leave
        self._waiting = deque(dict.fromkeys(queries))
        self._answered: asyncio.Queue[tuple[str, Outcome] | BaseException] = asyncio.Queue()
        self._calls: set[asyncio.Task[None]] = set()
        self._is_first, self._is_in_line = True, False
        self.unanswered = len(self._waiting)
        self._call_on()

    async def next(self) -> tuple[str, Outcome]:
        """The next answer, of whichever query."""
        answer = await self._answered.get()
        if isinstance(answer, BaseException):
            raise answer
        self.unanswered -= 1
        return answer

    async def close(self) -> None:
        """End the calls under way."""
        for call in self._calls:
            call.cancel()
        await asyncio.gather(*self._calls, return_exceptions=True)

    def _call_on(self) -> None:
        """Let one call stand in line, if queries wait; what it asks is settled when it has its place."""
        if self._waiting and not self._is_in_line:
            self._is_in_line = True
            call = asyncio.create_task(self._call(), name=f"{self._provider.name} search")
            self._calls.add(call)
            call.add_done_callback(self._ended)

    def _ended(self, call: asyncio.Task[None]) -> None:
        self._calls.discard(call)
        if not call.cancelled() and (bug := call.exception()):
            self._answered.put_nowait(bug)

    def _take(self) -> list[str]:
        count = 1 if self._is_first else self._provider.batch
        self._is_first = self._is_in_line = False
        return [self._waiting.popleft() for _ in range(min(count, len(self._waiting)))]

    async def _call(self) -> None:
        taken: list[str] = []

        def make() -> Exchange:
            if not taken:
                taken.extend(self._take())
                self._call_on()
            queries = [query[:_QUERY_CHARS] for query in taken]
            return self._provider.request(queries, self._k, self._leave.settings.fulfill_deadline_s)

        try:
            answer = await self._provider.line.json(make, self._leave)
            self._settle(taken, self._provider.read(answer, taken))
        except Malformed:
            name = self._provider.name
            self._fail(taken, SourceFailure(name, f"{name} answered with JSON of another shape: check its address"))
        except Unanswered as error:
            if not taken:
                taken.extend(self._waiting)
                self._waiting.clear()
                self._is_in_line = False
            self._fail(taken, SourceFailure(error.source, self._provider.explain(error)))

    def _settle(self, queries: Sequence[str], groups: Sequence[Sequence[Result]] | None) -> None:
        if groups is None:
            self._provider.batch = 1
            self._waiting.extendleft(reversed(queries))
            self._call_on()
            return
        name = self._provider.name
        found = [hits_of(group, query, name, self._k) for query, group in zip(queries, groups, strict=True)]
        for answer in zip(queries, found, strict=True):
            self._answered.put_nowait(answer)

    def _fail(self, queries: Sequence[str], failure: SourceFailure) -> None:
        for query in queries:
            self._answered.put_nowait((query, failure))
