"""Rewrites of queries: shapes as data, or named functions, both from `knowledge/sql/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from ....domain import Candidate, Edits, Finding, Pattern, Query, Schema, Snapshot
from ....languages.sql.writing import rewritten as written

Sites = Callable[[Any], Iterator[Any]]


class Rewrite:
    """Proposes a query in other words. It reads and writes trees; what it says is for the verifier to check."""

    name = "rewrite"

    def propose(
        self, snapshot: Snapshot, query: Query, schema: Schema, patterns: Sequence[Pattern]
    ) -> Iterable[Candidate]:
        """Candidates for each pattern: all its places at once first, then each alone; no text twice."""
        from .rewrites.engine import rewrites  # sqlglot takes a while to import

        seen = {query.sql}
        for pattern in patterns:
            for sql in rewrites(query.sql, schema, pattern) if pattern.proposer == self.name else ():
                edits = written(snapshot, query, sql) if sql not in seen else None
                seen.add(sql)
                if edits:
                    finding = Finding(query.unit, pattern.id, query.unit.span, pattern.title, sources=pattern.sources)
                    yield Candidate(query.unit, finding, pattern.strategy, self.name, Edits(edits), pattern.title)
