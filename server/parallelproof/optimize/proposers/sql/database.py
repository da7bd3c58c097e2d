"""Proposers that change the database or its settings and leave the query as it is.

What they use reads trees with sqlglot, which takes a while to import, so it is imported when the first query comes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ....domain import Candidate, Pattern, Query, Schema, Setting, Snapshot, Strategy


class Indexes:
    """Proposes indexes by what a query compares, joins, orders and groups."""

    name = "indexes"

    def propose(
        self, snapshot: Snapshot, query: Query, schema: Schema, patterns: Sequence[Pattern]
    ) -> Iterable[Candidate]:
        """At most 40, the most promising first; none that the table has already."""
        from .indexes import proposals
        from .new_index import made

        for proposal in proposals(query.sql, schema):
            change = made(proposal.indexes, schema, proposal.extensions)
            yield Candidate(query.unit, None, Strategy.DATABASE, self.name, change, proposal.why)


class Statistics:
    """Proposes to tell the planner more of the data: fresh figures, finer ones, and of columns together."""

    name = "statistics"

    def propose(
        self, snapshot: Snapshot, query: Query, schema: Schema, patterns: Sequence[Pattern]
    ) -> Iterable[Candidate]:
        """A few for each query whose plan may depend on them."""
        from .statistics import changes

        for change, why in changes(query.sql, schema):
            yield Candidate(query.unit, None, Strategy.DATABASE, self.name, change, why)


class PlannerSettings:
    """Proposes settings for the one query: memory to sort in, and how the planner weighs what it may do."""

    name = "settings"

    def propose(
        self, snapshot: Snapshot, query: Query, schema: Schema, patterns: Sequence[Pattern]
    ) -> Iterable[Candidate]:
        """Those that may matter to a query of this shape."""
        from .planner import settings

        for values, why in settings(query.sql, schema):
            yield Candidate(query.unit, None, Strategy.DATABASE, self.name, Setting(values), why)
