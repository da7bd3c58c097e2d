"""What the search providers have in common: a line, a key, an address, and calls that queries may share."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, ClassVar

from ..net.limits import Limits, Line
from ..net.net import Exchange
from ..ports import Leave, Unanswered
from .calls import Calls, Search
from .hits import Result
from .leaving import is_refused
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
        self.line = line
        self._key = key
        self._calls = Calls(self.name, line, self.limits.batch, self._request, self.read, self.explain)

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
        """Each query with what came of it; ending the iteration ends the calls that nobody else waits for."""
        may_share = self._calls.batch > 1 and not await is_refused(self.address, leave)
        search = Search(queries, min(k, _MOST_RESULTS), leave, may_share)
        try:
            self._calls.begin(search)
            pending = {asked.outcome: asked.query for asked in search.all}
            while pending:
                done, _ = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                for outcome in done:
                    yield pending.pop(outcome), outcome.result()
        finally:
            await self._calls.end(search)

    def _request(self, queries: Sequence[str], k: int, timeout_s: float) -> Exchange:
        return self.request([query[:_QUERY_CHARS] for query in queries], k, timeout_s)

    def _post(self, path: str, headers: Mapping[str, str], body: Mapping[str, Any], timeout_s: float) -> Exchange:
        return Exchange(self.name, "POST", self._endpoint(path), headers, body=body, timeout_s=timeout_s)

    def _get(self, path: str, headers: Mapping[str, str], params: Mapping[str, str], timeout_s: float) -> Exchange:
        return Exchange(self.name, "GET", self._endpoint(path), headers, params=params, timeout_s=timeout_s)

    def _endpoint(self, path: str) -> str:
        return self.address if self.address.endswith(path) else self.address + path

    @property
    def _bearer(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}"} if self._key else {}
