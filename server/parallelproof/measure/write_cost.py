"""What new indexes cost those who write, measured on real rows, in a transaction that is rolled back.

Rows are written to a copy of the table, in the same database, that has its constraints and indexes and up to 20,000 of
its rows, but neither its foreign keys nor its triggers: they cost the same with and without an index, and a trigger
could do anything.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from ..domain import DDL
from ..postgres import Connection, quoted

FILLED_ROWS = 20_000
"""Rows that are in the copy before anything is measured."""
WRITTEN_ROWS = 1_000
FEWEST_ROWS = 100
ROUNDS = 5
NAME = r'(?:"(?:[^"]|"")+"|[^".\s]+)'
CREATE_INDEX = re.compile(
    rf"CREATE INDEX {NAME} ON (?P<table>(?P<schema>{NAME})\.{NAME}) USING (?P<rest>.+)$", re.DOTALL
)
COPY, ROWS, CHANGES = "parallelproof_copy", "parallelproof_rows", "parallelproof_changes"
NUMBER, PLACE = "parallelproof_number", "parallelproof_place"

Clock = Callable[[], Awaitable[float]]
"""Seconds that the server's process has worked for a connection so far."""


@dataclass(frozen=True, slots=True)
class WriteCost:
    """How many times as long an INSERT and an UPDATE of one row take with the indexes as without."""

    insert: float
    update: float | None
    """Of columns that the indexes hold; None where they are all unique, so that no values could be exchanged."""

    @property
    def ratio(self) -> float:
        """The larger one."""
        return max(self.insert, self.update or 0.0)


async def write_cost(connection: Connection, change: DDL, clock: Clock) -> WriteCost | None:
    """The cost of a change's indexes, of the table that they slow most; None where it makes none, or has no rows.

    Raises DatabaseError. The connection is left as it was.
    """
    found = [match for statement in change.statements if (match := CREATE_INDEX.match(statement))]
    others = [statement for statement in change.statements if not CREATE_INDEX.match(statement)]
    costs: list[WriteCost] = []
    for table, schema in dict.fromkeys((match["table"], match["schema"]) for match in found):
        indexes = [match["rest"] for match in found if match["table"] == table]
        async with connection.transaction(force_rollback=True):
            await _run(connection, *others)
            cost = await _Copy(connection, table, f"{schema}.{COPY}", indexes).cost(clock)
        costs += [cost] if cost else []
    return max(costs, key=lambda cost: cost.ratio, default=None)


@dataclass(frozen=True, slots=True)
class _Copy:
    """A table like another, of its own and no temporary one, so that its indexes are logged as the other's are."""

    connection: Connection
    table: str
    name: str
    indexes: Sequence[str]

    async def cost(self, clock: Clock) -> WriteCost | None:
        limit = FILLED_ROWS + WRITTEN_ROWS
        await self._run(f"CREATE TEMP TABLE {ROWS} ON COMMIT DROP AS SELECT * FROM {self.table} LIMIT {limit}")
        cursor = await self.connection.execute(f"SELECT count(*) FROM {ROWS}".encode())
        (count,) = await cursor.fetchone() or (0,)
        if count < FEWEST_ROWS:
            return None
        excluded = "EXCLUDING GENERATED EXCLUDING IDENTITY EXCLUDING STATISTICS"
        await self._run(f"CREATE TABLE {self.name} (LIKE {self.table} INCLUDING ALL {excluded})")
        columns = await self._columns()
        written = min(WRITTEN_ROWS, count // 2)
        await self._run(f"INSERT INTO {self.name} SELECT * FROM {ROWS} OFFSET {written}", f"ANALYZE {self.name}")
        insert = f"INSERT INTO {self.name} SELECT * FROM {ROWS} LIMIT {written}"
        update = await self._update(columns, written) if columns else None
        before = await _timed(self.connection, insert, update, clock)
        await self._index()
        after = await _timed(self.connection, insert, update, clock)
        # No index makes a write cheaper: less than 1 is noise.
        return WriteCost(max(1.0, after[0] / before[0]), max(1.0, after[1] / before[1]) if update else None)

    async def _columns(self) -> list[str]:
        """The columns that the new indexes hold and no unique index does."""
        async with self.connection.transaction(force_rollback=True):
            await self._index()
            values = {"copy": self.name, "count": len(self.indexes)}
            cursor = await self.connection.execute(COLUMNS.encode(), values)
            return [name for (name,) in await cursor.fetchall()]

    async def _update(self, columns: Sequence[str], written: int) -> str:
        """Gives rows the values of other rows in some columns. Which rows is settled here, where no time is taken."""
        values = ", ".join(quoted(column) for column in columns)
        numbered = f"row_number() OVER (ORDER BY ctid) AS {NUMBER}"
        old = f"SELECT ctid AS {PLACE}, {numbered} FROM {self.name}"
        both = f"SELECT * FROM ({old}) a JOIN (SELECT {values}, {numbered} FROM {ROWS}) b USING ({NUMBER})"
        changes = f"{both} ORDER BY {NUMBER} LIMIT {written}"
        await self._run(f"CREATE TEMP TABLE {CHANGES} ON COMMIT DROP AS {changes}", f"ANALYZE {CHANGES}")
        changed = ", ".join(f"{quoted(column)} = c.{quoted(column)}" for column in columns)
        return f"UPDATE {self.name} t SET {changed} FROM {CHANGES} c WHERE t.ctid = c.{PLACE}"

    async def _index(self) -> None:
        await self._run(*(f"CREATE INDEX ON {self.name} USING {rest}" for rest in self.indexes))

    async def _run(self, *statements: str) -> None:
        await _run(self.connection, *statements)


COLUMNS = """
WITH held AS (
    SELECT unnest(x.indkey::int2[]) AS attnum, x.* FROM pg_index x WHERE x.indrelid = %(copy)s::regclass
    UNION ALL
    SELECT d.refobjsubid, x.* FROM pg_index x JOIN pg_depend d ON d.objid = x.indexrelid AND d.refobjid = x.indrelid
    WHERE x.indrelid = %(copy)s::regclass AND d.classid = 'pg_class'::regclass
), made AS (
    SELECT indexrelid FROM pg_index WHERE indrelid = %(copy)s::regclass ORDER BY indexrelid DESC LIMIT %(count)s
)
SELECT a.attname::text FROM pg_attribute a
WHERE a.attrelid = %(copy)s::regclass AND a.attnum > 0
    AND a.attnum IN (SELECT attnum FROM held JOIN made USING (indexrelid))
    AND a.attnum NOT IN (SELECT attnum FROM held WHERE indisunique OR indisexclusion)
ORDER BY a.attnum
"""
"""What the last indexes hold, as keys, in expressions or besides, and none does that allows no duplicates."""


async def _timed(connection: Connection, insert: str, update: str | None, clock: Clock) -> tuple[float, float]:
    """Seconds of both statements, the fewest of several rounds: whatever disturbs one only adds."""
    inserts, updates = [], []
    for _ in range(ROUNDS):
        async with connection.transaction(force_rollback=True):
            inserts.append(await _seconds(connection, insert, clock))
            updates.append(await _seconds(connection, update, clock) if update else 0.0)
    return max(min(inserts), 1e-9), max(min(updates), 1e-9)


async def _seconds(connection: Connection, statement: str, clock: Clock) -> float:
    start = await clock()
    await _run(connection, statement)
    return await clock() - start


async def _run(connection: Connection, *statements: str) -> None:
    for statement in statements:
        await connection.execute(statement.encode())
