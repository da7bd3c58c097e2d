"""What every searcher here is: one that also says which query an answer belongs to, so that wrappers compose."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing

from ..domain import Hit, SourceFailure
from ..ports import Leave

Outcome = tuple[Hit, ...] | SourceFailure
"""What came of one query."""


class Searching(ABC):
    """A `ports.Searcher`; `address` is where it asks, and with its name says whose answers they are."""

    name: str
    address: str

    @abstractmethod
    def answers(self, queries: Sequence[str], k: int, leave: Leave) -> AsyncGenerator[tuple[str, Outcome]]:
        """Each different query once, with what came of it, as soon as it comes; never raises for an outside fault."""
        ...

    async def search(
        self, queries: Sequence[str], k: int, leave: Leave
    ) -> AsyncIterator[Sequence[Hit] | SourceFailure]:
        """The hits of each query, or why it has none, as soon as they come."""
        async with aclosing(self.answers(queries, k, leave)) as answers:
            async for _, outcome in answers:
                yield outcome


def normalised(query: str) -> str:
    """The query without differences that no search service minds: letter case and spaces."""
    return " ".join(query.casefold().split())
