"""A server that forks are made on: a connection to manage databases with, and what it can do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from ..ports import ForkFailed
from ..postgres import Connection, DatabaseError, Unreachable, connect
from ..postgres.addresses import database, with_database
from . import failures

_MAINTENANCE = ("postgres", "template1")
"""Databases that every server has: nobody may be connected to the one that is copied."""
_LOCK_WAIT = "30s"
OLDEST = 140000
CLONING = 180000


@dataclass(frozen=True, slots=True)
class Server:
    """What the server of a source is. `folder` is its data, where it runs on this machine and we may look there."""

    version: int
    role: str
    may_create: bool
    folder: Path | None


@asynccontextmanager
async def managing(address: str, purpose: str = "forks") -> AsyncIterator[Connection]:
    """A connection to another database of the server than the one an address names; every failure is a ForkFailed."""
    try:
        source = database(address)
        connection = await _connected(address, source, purpose)
    except Unreachable as error:
        raise ForkFailed(str(error)) from None
    async with connection:
        try:
            await connection.execute(f"SET statement_timeout = 0; SET lock_timeout = '{_LOCK_WAIT}'")
            yield connection
        except DatabaseError as error:
            if failures.is_busy(error):
                raise await failures.busy(connection, source) from None
            raise failures.failed(error, source) from None


async def examined(connection: Connection) -> Server:
    """What it is; raises ForkFailed where it is too old."""
    cursor = await connection.execute(
        "SELECT current_setting('server_version_num')::int, current_user::text, rolcreatedb OR rolsuper "
        "FROM pg_roles WHERE rolname = current_user"
    )
    row = await cursor.fetchone()
    assert row
    version, role, may_create = row
    if version < OLDEST:
        raise ForkFailed("The server is older than PostgreSQL 14, and forks need 14 or newer.")
    return Server(version, role, may_create, await _folder(connection))


async def _connected(address: str, source: str, purpose: str) -> Connection:
    first: Unreachable | None = None
    for name in _MAINTENANCE:
        if name != source:
            try:
                return await connect(with_database(address, name), purpose)
            except Unreachable as error:
                first = first or error
    assert first
    raise first


async def _folder(connection: Connection) -> Path | None:
    try:
        cursor = await connection.execute(
            "SELECT current_setting('data_directory'), (SELECT system_identifier FROM pg_control_system())"
        )
        row = await cursor.fetchone()
    except DatabaseError:
        return None  # It takes pg_read_all_settings.
    assert row
    folder = Path(row[0])
    return folder if await asyncio.to_thread(_is_of, folder, row[1]) else None


def _is_of(folder: Path, identifier: int) -> bool:
    """Whether a folder here is that server's: a container or another machine may use the same path."""
    try:
        with (folder / "global" / "pg_control").open("rb") as control:
            return int.from_bytes(control.read(8), "little") == identifier % (1 << 64)
    except OSError:
        return False
