"""The last steps of a copy, and what it does not have, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from ..ports import ForkFailed
from ..postgres import Connection, DatabaseError, quoted
from ..postgres.dump import Trouble
from .connecting_plan import Plan

Say = Callable[[str], None]
"""Is told of each step, in a few words."""

_NAMED = 5
_OWNED = """
    SELECT format('"%s"."%s"', replace(n.nspname, '"', '""'), replace(s.relname, '"', '""')),
           quote_literal(s.oid::regclass::text), t.oid::regclass::text, quote_ident(attname)
    FROM pg_class s JOIN pg_namespace n ON n.oid = s.relnamespace
    JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = s.oid AND d.deptype IN ('a', 'i')
    JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
    JOIN pg_class t ON t.oid = a.attrelid
    WHERE s.relkind = 'S' AND d.refclassid = 'pg_class'::regclass AND a.attnum > 0
"""
"""Sequences of columns: quoted as elsewhere here, as a literal, with table and column."""
_SMALL = {"COMMENT", "SEQUENCE OWNED BY"}


async def set_sequences(copy: Connection, read: Sequence[tuple[str, int, bool]]) -> None:
    """Let sequences go on where those of the source do; one that may not be read there, after its column's largest."""
    for name, value, is_called in read:
        there = "SELECT setval(to_regclass(%s), %s, %s) WHERE to_regclass(%s) IS NOT NULL"
        await copy.execute(there, [name, value, is_called, name])
    known = {name for name, _, _ in read}
    for name, sequence, table, column in await (await copy.execute(_OWNED.encode())).fetchall():
        if name not in known:
            largest = f"SELECT setval({sequence}, max({column})) FROM {table} HAVING max({column}) >= 1"
            await copy.execute(largest.encode())


async def settled(copy: Connection, say: Say) -> Sequence[Trouble]:
    """Fill materialised views, and let the planner know what there is; what would act by itself is taken away."""
    for name in await _column(copy, "SELECT evtname FROM pg_event_trigger"):
        await copy.execute(f"DROP EVENT TRIGGER {quoted(name)}")
    waiting = await _column(copy, "SELECT oid::regclass::text FROM pg_class WHERE relkind = 'm' ORDER BY oid")
    troubles: dict[str, Trouble] = {}
    while waiting:
        left = []
        for view in waiting:
            say(f"the materialised view {view}")
            try:
                await copy.execute(f"REFRESH MATERIALIZED VIEW {view}".encode())
                troubles.pop(view, None)
            except DatabaseError as error:
                if error.sqlstate in (None, "53100"):
                    raise
                troubles[view] = Trouble("rows of MATERIALIZED VIEW", view, error.diag.message_primary or "")
                left.append(view)
        waiting = left if len(left) < len(waiting) else []
    say("statistics")
    await copy.execute("VACUUM (ANALYZE)")
    return list(troubles.values())


async def _column(connection: Connection, sql: str) -> list[str]:
    return [row[0] for row in await (await connection.execute(sql.encode())).fetchall()]


def left_out(plan: Plan, troubles: Sequence[Trouble]) -> tuple[str, ...]:
    """What the copy does not have, and why; raises ForkFailed where the reason costs all of it."""
    for trouble in troubles:
        if why := _fatal(plan, trouble.reason):
            raise why
    unreadable = [f"table {table.schema}.{table.name}: the role may not read it" for table in plan.unreadable]
    failed = [f"{each.kind.lower()} {each.name}: {each.reason}" for each in troubles if each.kind not in _SMALL]
    return (*unreadable, *failed)


def differs_in_part(plan: Plan, missing: Sequence[str]) -> Iterator[str]:
    """A sentence for each way in which the copy is less than the source."""
    if plan.share < 1:
        yield f"The copy holds {plan.share * 100:g} % of the rows, and those that they refer to."
    if hidden := [f"`{table.schema}.{table.name}`" for table in plan.readable if table.is_filtered]:
        yield f"Row level security of the source hides rows of {', '.join(hidden)}, which the copy lacks."
    if missing := [one for one in missing if not one.startswith("extension ")]:
        some = ", ".join(one.partition(":")[0] for one in missing[:_NAMED])
        more = f" and {len(missing) - _NAMED:,} more" if len(missing) > _NAMED else ""
        yield f"The copy lacks {some}{more}."


def schema_failure(plan: Plan, said: str) -> ForkFailed:
    """Why the schema was not copied, in one sentence."""
    return _fatal(plan, said) or ForkFailed(f"The schema of {plan.source} could not be copied: {said}.")


def _fatal(plan: Plan, said: str) -> ForkFailed | None:
    if "No space left on device" in said:
        return ForkFailed("The disk is full, so nothing was copied: free some space, or take a sample (`--sample`).")
    if "canceling statement due to statement timeout" in said or "lock timeout" in said:
        return ForkFailed(f"A table of {plan.source} is locked by another session: try again when that has ended.")
    if "permission denied" in said:
        return ForkFailed(f"The role may not read all of {plan.source} ({said}): grant it USAGE and SELECT.")
    if "server closed the connection" in said or "terminating connection" in said or "connection to server" in said:
        return ForkFailed(f"A server went away while {plan.source} was copied; nothing of it was kept.")
    return None
