"""Cases of queries, whose parts are loaded when the first document holds one: most campaigns need none of them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from ...domain import Snapshot
from ...languages.units import MAY_HOLD_QUERIES
from ..case import Case, CaseSource


class QueriesOnDemand:
    """A `CaseSource` that stands for one that takes long to load."""

    def __init__(self, load: Callable[[], CaseSource]) -> None:
        self._load = load
        self._source: CaseSource | None = None

    async def open(self, snapshot: Snapshot, names: frozenset[str] | None) -> Sequence[Case]:
        """A case for each query of a document, if it can hold any."""
        if snapshot.language not in ("sql", "python") or not MAY_HOLD_QUERIES.search(snapshot.text):
            return []
        if self._source is None:
            self._source = await asyncio.to_thread(self._load)
        return await self._source.open(snapshot, names)

    async def begin(self, cases: Sequence[Case]) -> None:
        """Get ready what the cases share."""
        if self._source:
            await self._source.begin(cases)

    async def close(self) -> None:
        """Give back all that was borrowed."""
        if self._source:
            await self._source.close()
