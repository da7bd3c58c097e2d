"""What could be tried on queries: run apart, as it parses."""

from __future__ import annotations

from collections.abc import Sequence

from ...domain import Candidate, Pattern, Query, Schema, Snapshot


def found(snapshot: Snapshot) -> list[Query]:
    """The queries of a document."""
    from ...languages.sql.queries import queries

    return queries(snapshot)


def proposed(
    snapshot: Snapshot, found: Sequence[Query], schema: Schema, patterns: Sequence[Pattern]
) -> list[tuple[Candidate, ...]]:
    """The candidates of each query, each change once, in the order of the proposers."""
    from ..proposers.sql import PROPOSERS

    candidates = []
    for query in found:
        changes = {
            candidate.change: candidate
            for proposer in PROPOSERS
            for candidate in proposer.propose(snapshot, query, schema, patterns)
        }
        candidates.append(tuple(changes.values()))
    return candidates
