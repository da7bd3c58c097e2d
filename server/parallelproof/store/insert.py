"""Write campaigns into the store, each once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from .rows import Row, Rows
from .waiting import Waiting

if TYPE_CHECKING:
    from ..postgres import Connection

_log = logging.getLogger(__name__)


async def insert_waiting(connection: Connection, waiting: Waiting, store: str) -> None:
    """All campaigns that wait for the store of an address. Raises DatabaseError, and what is left waits on."""
    from ..postgres import DatabaseError

    for file, found in await asyncio.to_thread(waiting.of, store):
        try:
            await insert(connection, found)
        except DatabaseError as error:
            if not _is_unfit(error.sqlstate):
                raise
            _log.warning("A campaign does not fit the store and is dropped: %s", error)
        file.unlink(missing_ok=True)


async def insert(connection: Connection, rows: Rows) -> None:
    """All of a campaign or nothing of it; nothing too where it is there already. Raises DatabaseError."""
    async with connection.transaction():
        if await _insert(connection, "campaigns", [rows.campaign], "ON CONFLICT DO NOTHING"):
            await _insert(connection, "units", rows.units)
            await _insert(connection, "trials", rows.trials)


async def _insert(connection: Connection, table: str, rows: Sequence[Row], end: str = "") -> int:
    """How many rows were inserted."""
    if not rows:
        return 0
    columns = list(rows[0])
    places = ", ".join(f"%({column})s" for column in columns)
    statement = f"INSERT INTO parallelproof.{table} ({', '.join(columns)}) VALUES ({places}) {end}"
    async with connection.cursor() as cursor:
        await cursor.executemany(statement.encode(), rows)
        return cursor.rowcount


def _is_unfit(sqlstate: str | None) -> bool:
    """Whether the values or columns are wrong, as another version of us may have written them, and not the store."""
    return sqlstate is not None and (sqlstate[:2] in ("22", "23") or sqlstate == "42703")
