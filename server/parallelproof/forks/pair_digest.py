"""What code has written in a fork: the tables that it touched, and a hash of the rows that they hold.

The server counts what is written to each table, from nothing in a new database, and a table that is emptied or written
anew gets another file. It is asked as the role of the fork, so that nothing in there can be run with more rights.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..ports import ForkFailed
from ..postgres import Connection, DatabaseError, Unreachable, connect
from .connecting_source import TEXT_FORMS

_LEAVE_S, _LOOK_S = 10.0, 0.02
_HASH_S = 120.0
_OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relpersistence <> 't'"
_TABLES = f"""
    SELECT format('%I.%I', n.nspname, c.relname), concat_ws(' ', pg_relation_filenode(c.oid), s.n_tup_ins, s.n_tup_upd,
        s.n_tup_del)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
    WHERE c.relkind IN ('r', 'm') AND {_OURS}
"""
_SMALL = f"""
    SELECT format('%I.%I', n.nspname, c.relname), NULL FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'm') AND {_OURS} AND pg_relation_size(c.oid) <= {{most_bytes}}
"""
_SEQUENCES = f"""
    SELECT format('%I.%I', n.nspname, c.relname), pg_sequence_last_value(c.oid)::text
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND {_OURS}
"""
_SETTINGS = """
    SELECT 'settings of the role', md5(array_to_string(setconfig, ' ')) FROM pg_db_role_setting
    WHERE setrole = current_user::regrole
"""
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_ROWS = """
    SELECT concat_ws(' ', count(*), sum(hashtextextended((r.*)::text, 0)), sum(hashtextextended((r.*)::text, 1)))
    FROM ONLY {table} r
"""


@dataclass(frozen=True, slots=True)
class State:
    """What shows whether something was written: of each table, and of all else, by its name."""

    tables: Mapping[str, str]
    others: Mapping[str, str | None]

    def touched(self, before: State) -> set[str]:
        """The tables that may hold other rows than before."""
        return {table for table, state in self.tables.items() if before.tables.get(table) != state}

    def changed(self, before: State) -> dict[str, str]:
        """What else is not as before."""
        return {name: str(value) for name, value in self.others.items() if before.others.get(name, "") != value}


async def state(address: str) -> State:
    """That of a fork, once those who use it have left; raises ForkFailed."""
    async with _Reading(address) as connection:
        await _alone(connection)
        others = await _pairs(connection, _SEQUENCES) | await _pairs(connection, _SETTINGS)
        return State({name: str(value) for name, value in (await _pairs(connection, _TABLES)).items()}, others)


async def small(address: str, most_bytes: int) -> set[str]:
    """The tables that are no larger than that; raises ForkFailed."""
    async with _Reading(address) as connection:
        return set(await _pairs(connection, _SMALL.format(most_bytes=most_bytes)))


async def hashes(address: str, tables: Iterable[str]) -> dict[str, str]:
    """Of each table that is there, one of its rows in any order; raises ForkFailed."""
    async with _Reading(address) as connection:
        there = await _pairs(connection, _TABLES)
        return {table: await _hash(connection, table) for table in sorted(tables) if table in there}


class _Reading:
    """A connection to read with; every failure is a ForkFailed."""

    def __init__(self, address: str) -> None:
        self._address = address

    async def __aenter__(self) -> Connection:
        try:
            self._connection = await connect(
                self._address, "digest", 10.0, search_path="pg_catalog", default_transaction_read_only="on",
                statement_timeout=f"{_HASH_S:.0f}s", **TEXT_FORMS,
            )  # fmt: skip
        except Unreachable as error:
            raise ForkFailed(str(error)) from None
        return self._connection

    async def __aexit__(self, _: object, error: BaseException | None, __: object) -> None:
        await self._connection.close()
        if isinstance(error, DatabaseError):
            said = error.diag.message_primary or str(error)
            raise ForkFailed(f"What was written could not be compared: {said}.") from None


async def _alone(connection: Connection) -> None:
    """Wait until all others have left: they tell what they have written when they do."""
    for _ in range(round(_LEAVE_S / _LOOK_S)):
        if await (await connection.execute(_OTHERS)).fetchone() == (0,):
            return
        await asyncio.sleep(_LOOK_S)
    raise ForkFailed("What was written cannot be compared: connections to the fork are still open.")


async def _pairs(connection: Connection, query: str) -> dict[str, str | None]:
    return dict(await (await connection.execute(query.encode())).fetchall())


async def _hash(connection: Connection, table: str) -> str:
    (text,) = await (await connection.execute(_ROWS.format(table=table).encode())).fetchone() or ("",)
    return str(text)
