"""The proposer for loops that run a query for each row of another, for functions whose text may hold one.

What it needs takes long to load, and most functions run no queries.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ...domain import Candidate, Pattern, Snapshot, Unit


class QueriesInLoops:
    """Turns the queries of a loop into one."""

    name = "n-plus-one"

    def propose(self, snapshot: Snapshot, unit: Unit, patterns: Sequence[Pattern]) -> Iterator[Candidate]:
        """One candidate for each such loop of the unit."""
        if ".execute(" in unit.source and "for " in unit.source:
            from .sql.n_plus_one import NPlusOne

            yield from NPlusOne().propose(snapshot, unit, patterns)
