"""The database that a copy is taken of: what is in it, over one connection that cannot write and holds nothing up."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from ..ports import ForkFailed
from ..postgres import Connection, DatabaseError, Unreachable, connect, quoted
from ..postgres.addresses import normal
from ..postgres.connect import place

OLDEST, NEWEST = 12, 18
"""Major versions that can be copied: our own `pg_dump` is of the newest."""
LOCK_WAIT_S = 5.0
_STATEMENT_S = 60.0
_IDLE_S = 600.0
_LOCKED, _NOT_ALLOWED, _CANCELLED, _SERIALIZATION = "55P03", "42501", "57014", "40001"

TEXT_FORMS = {
    "client_encoding": "UTF8", "DateStyle": "ISO, YMD", "IntervalStyle": "postgres", "TimeZone": "UTC",
    "extra_float_digits": "3", "bytea_output": "hex", "lc_monetary": "C",
}  # fmt: skip
"""How both sides write values as text, so that one reads exactly what the other wrote."""

_OURS_NOT = """n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (
    SELECT 1 FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')"""
_TABLES = f"""
    SELECT c.oid::int8, n.nspname, c.relname, c.relkind = 'p',
           ARRAY(SELECT attname::text FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
                 AND attgenerated = '' ORDER BY attnum),
           CASE c.relkind WHEN 'p' THEN 0 ELSE pg_relation_size(c.oid) END,
           CASE c.relkind WHEN 'p' THEN 0 ELSE pg_total_relation_size(c.oid) END,
           greatest(c.reltuples, 0)::float8,
           has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'SELECT'),
           has_schema_privilege(n.oid, 'USAGE') AND row_security_active(c.oid)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND c.relpersistence <> 't' AND {_OURS_NOT}
    ORDER BY n.nspname, c.relname
"""
_FOREIGN_KEYS = """
    SELECT conrelid::int8, confrelid::int8,
           ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY k(num, at)
                 JOIN pg_attribute ON attrelid = conrelid AND attnum = num ORDER BY at),
           ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY k(num, at)
                 JOIN pg_attribute ON attrelid = confrelid AND attnum = num ORDER BY at),
           ARRAY(SELECT format_type(atttypid, atttypmod) FROM unnest(confkey) WITH ORDINALITY k(num, at)
                 JOIN pg_attribute ON attrelid = confrelid AND attnum = num ORDER BY at)
    FROM pg_constraint WHERE contype = 'f' AND conparentid = 0 ORDER BY oid
"""
_SEQUENCES = f"""
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE CASE c.relkind WHEN 'S' THEN has_sequence_privilege(c.oid, 'SELECT') ELSE false END
      AND has_schema_privilege(n.oid, 'USAGE') AND {_OURS_NOT}
"""
_HELD = """
    SELECT l.relation::regclass::text, coalesce(nullif(a.application_name, ''), a.usename, 'a session'), l.pid
    FROM pg_locks l LEFT JOIN pg_stat_activity a USING (pid)
    WHERE l.mode = 'AccessExclusiveLock' AND l.granted AND l.relation >= 16384 AND l.pid <> pg_backend_pid()
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
    ORDER BY l.relation LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class SourceTable:
    """A table of the source. `heap_bytes` are its rows alone, `size_bytes` indexes and all."""

    oid: int
    schema: str
    name: str
    is_partitioned: bool
    columns: tuple[str, ...]
    heap_bytes: int
    size_bytes: int
    rows: float
    is_readable: bool
    is_filtered: bool
    """Row level security hides rows of it from this role."""

    @property
    def quoted(self) -> str:
        """As SQL names it."""
        return quoted(self.schema, self.name)

    @property
    def own_rows(self) -> str:
        """FROM this, without the rows of those that inherit from it."""
        return self.quoted if self.is_partitioned else f"ONLY {self.quoted}"

    @property
    def column_list(self) -> str:
        """Those that a copy is given; generated ones make themselves."""
        return ", ".join(quoted(column) for column in self.columns)


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key: columns of one table, by its oid, that refer to columns (of those types) of another."""

    table: int
    target: int
    columns: tuple[str, ...]
    target_columns: tuple[str, ...]
    target_types: tuple[str, ...]


@asynccontextmanager
async def reading(address: str) -> AsyncIterator[Connection]:
    """A connection to the source that cannot write, waits for no lock for long, and is not kept open in vain.

    Every failure of it in the block is a ForkFailed, one sentence without secrets.
    """
    where = place(normal(address))
    try:
        connection = await connect(
            normal(address), "copy", 10.0,
            default_transaction_read_only="on", lock_timeout=_ms(LOCK_WAIT_S), statement_timeout=_ms(_STATEMENT_S),
            idle_in_transaction_session_timeout=_ms(_IDLE_S), **TEXT_FORMS,
        )  # fmt: skip
    except Unreachable as error:
        raise ForkFailed(str(error)) from None
    try:
        with_version(connection, where)
        yield connection
    except DatabaseError as error:
        raise source_failure(error, where) from None
    finally:
        await connection.close()


def with_version(connection: Connection, where: str) -> None:
    """Raise ForkFailed where its server is too old or too new."""
    major = connection.info.server_version // 10_000
    if not OLDEST <= major <= NEWEST:
        raise ForkFailed(
            f"The database {where} runs on PostgreSQL {major}; copies can be taken of {OLDEST} to {NEWEST}."
        )


async def tables_of(connection: Connection) -> Sequence[SourceTable]:
    """All tables, without those of extensions. Raises ForkFailed where another session holds one exclusively."""
    held = await (await connection.execute(_HELD)).fetchone()
    if held:
        table, who, pid = held
        raise ForkFailed(f"The table `{table}` is locked by {who} (process {pid}): try again when that has ended.")
    rows = await (await connection.execute(_TABLES)).fetchall()
    return [_table(*row) for row in rows]


async def references_of(connection: Connection) -> Sequence[Reference]:
    """All foreign keys; those of a partitioned table once."""
    rows = await (await connection.execute(_FOREIGN_KEYS)).fetchall()
    return [Reference(table, target, *map(tuple, lists)) for table, target, *lists in rows]


async def sequences_of(connection: Connection) -> Sequence[tuple[str, int, bool]]:
    """Quoted name and last value of the sequences that may be read, and whether that value was given out.

    Each is read as a table: what `pg_sequences` calls takes a lock that writers take.
    """
    found = []
    for names in await (await connection.execute(_SEQUENCES)).fetchall():
        sequence = quoted(*names)
        cursor = await connection.execute(f"SELECT last_value, is_called FROM {sequence}".encode())
        found += [(sequence, value, is_called) for value, is_called in await cursor.fetchall()]
    return found


def _table(oid: int, schema: str, name: str, is_partitioned: bool, columns: Sequence[str], *rest: Any) -> SourceTable:
    return SourceTable(oid, schema, name, is_partitioned, tuple(columns), *rest)


def source_failure(error: DatabaseError, where: str, table: str = "") -> ForkFailed:
    """Why the source could not be read on, in one sentence."""
    of = f" of the table {table}" if table else ""
    said = (error.diag.message_primary or str(error)).strip().splitlines()[-1:] or ["it gave no reason"]
    match error.sqlstate:
        case None | "57P01" | "57P02" | "08006" | "08003":
            return ForkFailed(f"The server of {where} went away while the copy was taken; nothing of it was kept.")
        case code if code == _LOCKED:
            which = f"The table {table}" if table else "A table"
            return ForkFailed(f"{which} of {where} is locked by another session: try again when that has ended.")
        case code if code == _NOT_ALLOWED:
            return ForkFailed(f"The role may not read all{of} of {where} ({said[0]}): grant it SELECT.")
        case code if code == _CANCELLED:
            return ForkFailed(
                f"The server of {where} ended the reading{of} ({said[0]}): try again when it is less busy."
            )
        case code if code == _SERIALIZATION:
            return ForkFailed(f"The server of {where} could not keep its rows as they were ({said[0]}): try again.")
        case _:
            return ForkFailed(f"The database {where} could not be read{of}: {said[0].rstrip('.')}.")


def _ms(amount_s: float) -> str:
    return f"{amount_s * 1000:.0f}"
