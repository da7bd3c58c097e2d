"""What the planner does with a change, asked before the query is run: most indexes are not used at all."""

from __future__ import annotations

import re
from typing import Any

from ...domain import DDL, Change, Setting
from ...measure.queries_runs import Timed
from ...postgres import Connection
from ...postgres.limits import set_local
from ...postgres.statements import fetch
from ..proposers.sql.new_index import CREATE

_UNSEEN = frozenset({"work_mem", "hash_mem_multiplier"})
"""Settings that change what a query writes to disk without changing what its plan looks like."""

Plans = tuple[Any, ...]
"""The plan of each binding, as EXPLAIN gives it, without costs."""
_COSTS = frozenset({"Startup Cost", "Total Cost", "Plan Rows", "Plan Width"})


async def plans(connection: Connection, timed: Timed) -> Plans:
    """What would be done for each binding, in the transaction that is open. Raises DatabaseError."""
    found = []
    for values in timed.values:
        async with connection.transaction(force_rollback=True):
            await set_local(connection, {"max_parallel_workers_per_gather": "0", **timed.settings})
            ((plan,),) = await fetch(connection, f"EXPLAIN (FORMAT JSON) {timed.sql}", values)
            found.append(_without_costs(plan))
    return tuple(found)


def useless(change: Change, before: Plans, after: Plans, spills: bool) -> str | None:
    """Why a change cannot help, by the plans of the original before it and of the candidate after it.

    An original that `spills` writes to disk what it sorts or hashes.
    """
    if not change.edits and before == after and not (spills and _is_unseen(change)):
        return "the planner does the same as before"
    unused = _made(change) - _used(after)
    return f"the planner does not use {', '.join(sorted(unused))}" if unused else None


def _without_costs(plan: Any) -> Any:
    if isinstance(plan, dict):
        return {key: _without_costs(value) for key, value in plan.items() if key not in _COSTS}
    return [_without_costs(part) for part in plan] if isinstance(plan, list) else plan


def _is_unseen(change: Change) -> bool:
    return isinstance(change, Setting) and any(name in _UNSEEN for name, _ in change.values)


def _made(change: Change) -> set[str]:
    """The indexes that a change makes."""
    if not isinstance(change, DDL) or any(
        re.match("CREATE MATERIALIZED|CREATE TABLE", one) for one in change.statements
    ):
        return set()
    return {match[1].strip('"').replace('""', '"') for one in change.statements if (match := CREATE.match(one))}


def _used(plan: Any) -> set[str]:
    """The indexes that plans name."""
    if isinstance(plan, dict):
        here = {plan["Index Name"]} if "Index Name" in plan else set()
        return here.union(*(_used(child) for child in plan.values()))
    return set().union(*map(_used, plan)) if isinstance(plan, list | tuple) else set()
