"""The units of a document of any language that we know."""

from __future__ import annotations

import re

from ..domain import Snapshot, Unit

_READS = r"\bselect\b(?=.*\bfrom\b)|\bupdate\s+\S+\s+(?:as\s+\w+\s+)?set\b|\bdelete\s+from\b|\binsert\s+into\b"
MAY_HOLD_QUERIES = re.compile(_READS, re.IGNORECASE | re.DOTALL)
"""Found in every document with queries, and in few others: to read them takes long, and to load what reads them."""


def units(snapshot: Snapshot) -> list[Unit]:
    """Functions in the order of the text, then queries; nothing for other languages."""
    if snapshot.language not in ("python", "sql"):
        return []
    found: list[Unit] = []
    if snapshot.language == "python":
        from .python import units as python

        found += python.units(snapshot.text, snapshot.uri)
    if MAY_HOLD_QUERIES.search(snapshot.text):
        from .sql.queries import queries

        found += [query.unit for query in queries(snapshot)]
    return found
