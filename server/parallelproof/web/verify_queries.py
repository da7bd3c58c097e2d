"""Whether two queries that were sent give the same rows, on a copy of a database."""

from __future__ import annotations

import os
from dataclasses import replace

from ..domain import Query, Snapshot, Verdict
from ..languages.sql.queries import queries
from ..optimize.queries import asking
from ..ports import ForkFailed
from ..postgres.addresses import is_here
from ..settings import Settings
from .refusal import Refused


def read(text: str) -> dict[str, Query]:
    """The queries of a text by their names."""
    return {query.unit.name: query for query in queries(Snapshot("untitled:query.sql", 0, "sql", text))}


async def verified(old: Query, new: Query, database: str | None, settings: Settings) -> Verdict:
    """What can be said of two queries; raises Refused where there is nothing to try them on."""
    named = os.environ.get("DATABASE_URL", "")
    address = database or settings.database or (named if named and is_here(named) else "")
    if not address:
        raise Refused("`database` must name the development database that the queries are tried on, in a copy.")
    try:
        answers, _ = await asking.ask([asking.Pair(old, new)], replace(settings, database=address), asking.verified)
    except ForkFailed as error:
        raise Refused(f"The queries cannot be tried: {error}", 503) from None
    return answers[0][1]
