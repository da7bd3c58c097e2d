"""Whether two queries are the same on all data, as constraints say: more than any comparison of rows can."""

from __future__ import annotations

from ..domain import Evidence, Query, Schema
from ..postgres import Connection, DatabaseError
from ..postgres.limits import is_lost
from .constraints import declared
from .simplified import simplified


async def proof(connection: Connection, old: Query, new: Query, schema: Schema) -> Evidence | None:
    """Evidence of kind `proved`, which names the constraints; None where nothing is proved by them.

    Both are brought into their simplest form, and every constraint that this rests on is looked up as it is declared
    now. Raises DatabaseError where the connection is lost.
    """
    before, after = simplified(old, schema), simplified(new, schema)
    if before is None or after is None or before.text != after.text:
        return None
    claims = before.claims | after.claims
    try:
        async with connection.transaction():
            reasons = await declared(connection, claims)
    except DatabaseError as error:
        if is_lost(error):
            raise
        return None
    if not reasons:
        return None
    return Evidence("proved", len(reasons), f"by constraint: {', '.join(reasons)}")
