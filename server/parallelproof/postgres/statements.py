"""Run one statement with values bound to $1, $2, ..., and read what it gives as the database writes it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import AsyncRawCursor, AsyncRawServerCursor

from .connect import Connection

Value = str | None
"""A value as the type's own output function writes it; None is NULL."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows as text, the names of their columns with the OIDs of their types, and how many rows were touched."""

    columns: tuple[tuple[str, int], ...]
    rows: list[tuple[Value, ...]]
    count: int


async def fetch_text(connection: Connection, sql: str, values: Sequence[Value] = ()) -> Rows:
    """What a statement gives. Values are sent untyped: each takes the type of its place. Raises DatabaseError."""
    async with AsyncRawCursor(connection) as cursor:
        await cursor.execute(sql.encode(), values or None, prepare=False)
        result = cursor.pgresult
        if result is None or cursor.description is None:
            return Rows((), [], max(0, cursor.rowcount))
        columns = tuple((column.name, column.type_code) for column in cursor.description)
        get, places = result.get_value, range(result.nfields)
        rows = [tuple(_text(get(row, place)) for place in places) for row in range(result.ntuples)]
        return Rows(columns, rows, max(0, cursor.rowcount))


async def fetch(connection: Connection, sql: str, values: Sequence[Value] = ()) -> list[tuple[Any, ...]]:
    """The rows of a statement as Python values. Raises DatabaseError."""
    async with AsyncRawCursor(connection) as cursor:
        await cursor.execute(sql.encode(), values or None, prepare=False)
        return await cursor.fetchall() if cursor.description else []


async def stream(
    connection: Connection, sql: str, values: Sequence[Value] = (), batch: int = 10_000
) -> AsyncIterator[list[tuple[Any, ...]]]:
    """The rows of a query as Python values, in batches, inside the transaction that is open. Raises DatabaseError."""
    async with AsyncRawServerCursor(connection, "parallelproof_rows") as cursor:
        await cursor.execute(sql.encode(), values or None)
        while rows := await cursor.fetchmany(batch):
            yield rows


def _text(value: bytes | None) -> Value:
    return None if value is None else value.decode(errors="surrogateescape")
