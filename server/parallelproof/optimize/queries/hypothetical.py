"""Prune indexes by what the planner would do with them, where the server has HypoPG. Nothing is built, nothing proved.

The planner's estimates mislead, so they only say what is not worth trying: an index that the plan would not use.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from ...domain import DDL, Binding, Candidate, Query
from ...postgres import Connection, DatabaseError
from ...postgres.limits import is_lost

CHEAPER = 0.98
"""Of what the plan costs now; an index that saves less is not used, or hardly."""
CREATE_INDEX = "CREATE INDEX "
PREPARED = "parallelproof_priced"


async def pruned(
    connection: Connection, query: Query, binding: Binding, candidates: Sequence[Candidate]
) -> list[Candidate]:
    """The candidates without those indexes that the planner would not use, in the order that fits both opinions.

    Candidates that HypoPG cannot price (GIN, GiST, settings, rewrites) stay, as do all where there is no HypoPG.
    """
    try:
        found = await connection.execute("SELECT FROM pg_extension WHERE extname = 'hypopg'")
        if found.rowcount != 1:
            return list(candidates)
        now, costs = await _costs(connection, query, binding, candidates)
    except DatabaseError:
        return list(candidates)
    used = [None if cost is None else cost < now * CHEAPER for cost in costs]
    kept = [at for at, is_used in enumerate(used) if is_used is not False or not _is_plain(candidates[at])]
    cheapest = sorted((at for at in kept if costs[at] is not None), key=lambda at: costs[at] or 0.0)
    ranks = {at: rank for rank, at in enumerate(cheapest)}
    kept.sort(key=lambda at: at + ranks.get(at, at))
    return [candidates[at] for at in kept]


async def worth_trying(
    connection: Connection, query: Query, bindings: Sequence[Binding], candidates: Sequence[Candidate], most: int
) -> list[Candidate]:
    """On a fork, where HypoPG can be had for the moment: those that `pruned` keeps for any binding, `most` of them.

    The best come first. Candidates that are no indexes of the query as it stands are all kept, and do not count.
    """
    priced = [one for one in candidates if isinstance(one.change, DDL) and all(map(_is_create, one.change.statements))]
    if len(priced) < 2:
        return list(candidates)
    try:
        async with connection.transaction(force_rollback=True):
            await connection.execute("CREATE EXTENSION IF NOT EXISTS hypopg")
            ranked = [await pruned(connection, query, binding, priced) for binding in bindings]
    except DatabaseError as error:
        if is_lost(error):
            raise
        return list(candidates)
    turns = [one for place in range(len(priced)) for kept in ranked for one in kept[place : place + 1]]
    best = list(dict.fromkeys(turns))[:most]
    return [*best, *(one for one in candidates if one not in priced)]


async def _costs(
    connection: Connection, query: Query, binding: Binding, candidates: Sequence[Candidate]
) -> tuple[float, list[float | None]]:
    """The plan's cost as the database is, and with each candidate; the plan is made for the values of the binding."""
    if binding.values:
        await connection.execute(f"PREPARE {PREPARED} AS {query.sql}".encode())
    try:
        async with connection.transaction(force_rollback=True):
            await connection.execute("SET LOCAL plan_cache_mode = force_custom_plan")
            planned = _planned(query, binding)
            now = await _cost(connection, planned)
            return now, [await _cost_with(connection, planned, candidate) for candidate in candidates]
    finally:
        await connection.execute("SELECT hypopg_reset()")
        if binding.values:
            await connection.execute(f"DEALLOCATE {PREPARED}".encode())


def _planned(query: Query, binding: Binding) -> str:
    """What is planned: a prepared statement for its values; one without values would keep its first plan."""
    values = ", ".join("NULL" if value is None else _literal(value) for value in binding.values)
    return f"EXECUTE {PREPARED}({values})" if values else query.sql


async def _cost_with(connection: Connection, planned: str, candidate: Candidate) -> float | None:
    """The plan's cost with a candidate's indexes, None where they are none that HypoPG knows."""
    change = candidate.change
    if not isinstance(change, DDL) or change.edits or not all(map(_is_create, change.statements)):
        return None
    try:
        async with connection.transaction():
            await connection.execute("SELECT hypopg_reset()")
            for statement in change.statements:
                await connection.execute("SELECT hypopg_create_index(%s)", [statement])
            return await _cost(connection, planned)
    except DatabaseError:
        return None


def _is_plain(candidate: Candidate) -> bool:
    """Whether HypoPG is right when it sees no use: it misses conditions and expressions with constants to be cast."""
    change = candidate.change
    return isinstance(change, DDL) and not any(" WHERE " in one or "((" in one for one in change.statements)


def _is_create(statement: str) -> bool:
    return statement.startswith(CREATE_INDEX)


async def _cost(connection: Connection, planned: str) -> float:
    cursor = await connection.execute(f"EXPLAIN (FORMAT JSON) {planned}".encode())
    row = await cursor.fetchone()
    plan: Any = json.loads(row[0]) if row and isinstance(row[0], str) else row and row[0]
    return float(plan[0]["Plan"]["Total Cost"])


def _literal(value: str) -> str:
    """A text as SQL writes it, whatever `standard_conforming_strings` says."""
    quoted = value.replace("'", "''").replace("\\", "\\\\")
    return f"E'{quoted}'"
