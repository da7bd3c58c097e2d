"""The units of a document of any language that we know."""

from __future__ import annotations

from ..domain import Snapshot, Unit


def units(snapshot: Snapshot) -> list[Unit]:
    """Functions in the order of the text, then queries; nothing for other languages."""
    if snapshot.language not in ("python", "sql"):
        return []
    from .sql.queries import queries

    found: list[Unit] = []
    if snapshot.language == "python":
        from .python import units as python

        found += python.units(snapshot.text, snapshot.uri)
    return found + [query.unit for query in queries(snapshot)]
