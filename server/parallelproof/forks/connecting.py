"""Takes a copy of a user's database into the embedded server, where forks can be made of it.

    plan = await planned(source, target, name, share)     # says what will happen; changes nothing
    copy = await taken(plan, target, settings, say)

The source is read on one connection at a time, which cannot write, takes ACCESS SHARE locks only, waits for no lock
for long, and reads no faster than agreed: first its schema (`pg_dump`), then its rows in one REPEATABLE READ
transaction. The copy is made under the name of a fork, which the reaper removes, and gets its own name and its note
only once it is whole; so nothing half done is ever taken for a copy, however it ended.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence

from ..ports import ForkFailed
from ..postgres import Connection, DatabaseError, Unreachable, connect, quoted
from ..postgres.addresses import with_database
from ..postgres.dump import DumpFailed, dump, restore
from ..settings import Settings
from . import disk
from .connecting_end import Say, differs_in_part, left_out, schema_failure, set_sequences, settled
from .connecting_origin import Copy, Origin, copies, forget
from .connecting_plan import Plan, planned
from .connecting_rows import Pace, Rows, copy_failure
from .connecting_source import LOCK_WAIT_S, TEXT_FORMS, SourceTable, reading, references_of, sequences_of, tables_of
from .connecting_traits import differences, read_traits
from .sampling import complete, drawn
from .servers import examined, managing
from .unfinished import finish, unfinished

__all__ = ["Copy", "Plan", "forgotten", "listed", "planned", "taken"]

_PATIENCE = 4


async def taken(plan: Plan, target: str, settings: Settings, say: Say) -> Copy:
    """The copy, once it is whole; raises ForkFailed, and then nothing is left of it. `say` is told of each step."""
    async with unfinished(target, _PATIENCE * plan.estimated_s) as begun:
        await _make_empty(plan, target, settings, begun)
        origin = await _filled(plan, with_database(target, begun), say)
        return await finish(target, begun, plan.name, origin)


async def listed(target: str) -> Sequence[Copy]:
    """All copies on a server."""
    async with managing(target, "copy") as server:
        return await copies(server)


async def forgotten(target: str, name: str) -> Copy:
    """Drop a copy, and say what it was; raises ForkFailed where there is none of that name."""
    async with managing(target, "copy") as server:
        gone = next((copy for copy in await copies(server) if copy.name == name), None)
        await forget(server, name)
    assert gone
    return gone


async def _make_empty(plan: Plan, target: str, settings: Settings, name: str) -> None:
    """A database that sorts text as the source does, where the system knows how."""
    async with managing(with_database(target, plan.name), "copy") as server:
        await disk.reserve(server, await examined(server), plan.source, plan.size_bytes, settings.fork_bytes)
        create = f"CREATE DATABASE {quoted(name)} TEMPLATE template0 ENCODING 'UTF8'"
        collation = plan.traits.collation
        if collation.provider == "libc":
            with contextlib.suppress(DatabaseError):
                collate, ctype = (value.replace("'", "''") for value in (collation.collate, collation.ctype))
                await server.execute(f"{create} LC_COLLATE '{collate}' LC_CTYPE '{ctype}'".encode())
                return
        await server.execute(f"{create} LOCALE 'C'")


async def _filled(plan: Plan, copy_address: str, say: Say) -> Origin:
    say("the schema")
    excluded = [table.quoted for table in plan.unreadable]
    try:
        archive = await dump(plan.address, excluded, LOCK_WAIT_S)
        troubles = [*await restore(copy_address, archive, "pre-data")]
        async with await connect(copy_address, "copy", 10.0, **TEXT_FORMS) as copy:
            rows = await _rows_copied(plan, copy, say)
            say("indexes and constraints")
            troubles += await restore(copy_address, archive, "post-data")
            troubles += await settled(copy, say)
            differs = differences(plan.traits, await read_traits(copy))
        missing = left_out(plan, troubles)
    except Unreachable as error:
        raise ForkFailed(str(error)) from None
    except DumpFailed as failed:
        raise schema_failure(plan, str(failed)) from None
    except DatabaseError as error:
        raise copy_failure(error, "its last steps") from None
    differs += (*differs_in_part(plan, missing),)
    return Origin(plan.source, time.time(), plan.share, rows, differs, missing)


async def _rows_copied(plan: Plan, copy: Connection, say: Say) -> int:
    """Rows and sequences, all as of one moment."""
    async with reading(plan.address) as source:
        await source.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        wanted = {table.oid: table for table in await tables_of(source) if table.is_readable and table.columns}
        tables = {oid: table for oid, table in wanted.items() if await _is_there(copy, table)}
        rows = Rows(source, copy, plan.source, Pace(plan.bytes_per_s))
        await source.execute(f"SET statement_timeout = '{60 + _PATIENCE * plan.estimated_s:.0f}s'")
        for table in tables.values():
            if not table.is_partitioned:
                say(f"{table.schema}.{table.name}")
                await rows.move(table, drawn(table, plan.share))
        if plan.share < 1:
            say("rows that others refer to")
            await complete(rows, tables, await references_of(source))
        sequences = await sequences_of(source)
        await source.execute("COMMIT")
    await set_sequences(copy, sequences)
    return rows.count


async def _is_there(copy: Connection, table: SourceTable) -> bool:
    cursor = await copy.execute("SELECT to_regclass(%s) IS NOT NULL", [table.quoted])
    row = await cursor.fetchone()
    return bool(row and row[0])
