"""Changes of a database, made in a transaction that will be taken back, and what they cost."""

from __future__ import annotations

import re
from dataclasses import replace

from ...domain import DDL, Unconfirmed, Win
from ...measure.backend_cpu import BackendCpu
from ...measure.write_cost import write_cost
from ...postgres import Connection, DatabaseError
from ...postgres.limits import is_lost, limit
from ...postgres.statements import fetch
from ...settings import Settings

_RELATIONS = "SELECT oid::bigint, pg_relation_size(oid) FROM pg_class WHERE relkind IN ('i', 'm', 'r')"
_NAME = r"(?:\"(?:[^\"]|\"\")+\"|\w+)"
_INDEXED = re.compile(rf"\bON\s+(?:ONLY\s+)?({_NAME}(?:\.{_NAME})?)", re.IGNORECASE)
_WATCHED = re.compile(rf"\bSTATISTICS\b.*\bFROM\s+({_NAME}(?:\.{_NAME})?)", re.IGNORECASE | re.DOTALL)


async def made(connection: Connection, change: DDL, timeout_s: float) -> int | None:
    """Make a change in the transaction that is open; the bytes of what it made, None if that is nothing on disk."""
    await limit(connection, timeout_s)
    before = {oid for oid, _ in await fetch(connection, _RELATIONS)}
    analysed: set[str] = set()
    for statement in change.statements:
        await fetch(connection, re.sub(r"\bCONCURRENTLY\b", "", statement, flags=re.IGNORECASE))
        if _needs_statistics(statement) and (table := _WATCHED.search(statement) or _INDEXED.search(statement)):
            analysed.add(table[1])
    for name in sorted(analysed):
        await fetch(connection, f"ANALYZE {name}")
    sizes = [size for oid, size in await fetch(connection, _RELATIONS) if oid not in before]
    return sum(sizes) if sizes else None


def _needs_statistics(statement: str) -> bool:
    """Whether the planner knows too little of what a statement makes: of expressions, and of extended statistics."""
    head, _, columns = statement.partition(" WHERE ")[0].partition("(")
    return "STATISTICS" in head.upper() or (
        "INDEX" in head.upper() and re.search(r"\w\(|\(\(|^\(", columns) is not None
    )


async def write_ratio(connection: Connection, change: DDL, settings: Settings) -> float | None:
    """How much longer an INSERT or UPDATE takes with a change's indexes; None where that cannot be said."""
    cpu = await BackendCpu.of(connection)
    if cpu is None:
        return None
    try:
        async with connection.transaction(force_rollback=True):
            await limit(connection, settings.statement_timeout_s)
            cost = await write_cost(connection, change, cpu.seconds)
    except DatabaseError as error:
        if is_lost(error):
            raise
        return None
    return cost.ratio if cost else None


def with_cost(outcome: Win | Unconfirmed, **figures: float | int | None) -> Win | Unconfirmed:
    """An outcome with further figures of what it costs the database."""
    measured = outcome.measurement
    assert measured.database
    database = replace(measured.database, **figures)  # type: ignore[arg-type]
    return replace(outcome, measurement=replace(measured, database=database))
