"""A summary kept as a materialised view: a change of the database, and of the query that then reads it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ....domain import DDL, Candidate, Finding, Pattern, Query, Schema, Snapshot
from ....languages.sql.writing import rewritten as written

_MOST_BYTES = 63


class MaterializedView:
    """Proposes to compute a grouped query beforehand. What it shows is as old as the last REFRESH, and says so."""

    name = "materialized-view"

    def propose(
        self, snapshot: Snapshot, query: Query, schema: Schema, patterns: Sequence[Pattern]
    ) -> Iterable[Candidate]:
        """At most one candidate for each pattern; none where the query has parameters or depends on the time."""
        from .rewrites.views import viewed  # sqlglot takes a while to import

        for pattern in patterns:
            found = viewed(query.sql, schema) if pattern.proposer == self.name else None
            if found is None:
                continue
            view = _free(found.about, schema)
            edits = written(snapshot, query, found.reading.format(view=view))
            if edits:
                create = f"CREATE MATERIALIZED VIEW {view} AS {found.summary}"
                change = DDL((create,), (f"DROP MATERIALIZED VIEW {view}",), edits)
                finding = Finding(query.unit, pattern.id, query.unit.span, pattern.title, sources=pattern.sources)
                yield Candidate(query.unit, finding, pattern.strategy, self.name, change, pattern.title)


def _free(about: str, schema: Schema) -> str:
    """A name that no relation has."""
    taken = {table.name for table in schema.tables} | {index.name for table in schema.tables for index in table.indexes}
    stem = "".join(one if one.isascii() and one.isalnum() else "_" for one in about.lower())[: _MOST_BYTES - 12]
    names = (f"{stem}_summary{'' if count == 1 else f'_{count}'}" for count in range(1, len(taken) + 2))
    return next(one for one in names if one not in taken)
