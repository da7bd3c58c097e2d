"""What is asked of a database itself before any fork is made: what it holds, and which queries cost it most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ...domain import Query, Schema
from ...postgres import Connection, DatabaseError, connect
from ...postgres.addresses import is_here, is_postgres
from ...postgres.limits import LOCK_TIMEOUT_S
from ...settings import Settings
from ..case import OnNote
from .session_pool import SessionPool

_LOCK, _LOCKED = f"{LOCK_TIMEOUT_S:g}s", "55P03"
"""To read what a database holds waits for tables that another session has locked."""


async def read(sessions: SessionPool) -> Schema:
    """What a database holds, by its catalogue alone."""
    from ...postgres.schema import read_schema

    address = await sessions.address()
    connection: Connection = await connect(address, "schema", default_transaction_read_only="on", lock_timeout=_LOCK)
    async with connection:
        return await read_schema(connection)


async def by_load(found: list[Query], address: str) -> list[Query]:
    """The queries with the seconds that each has cost its server as a score, where that says so."""
    from ...postgres import workload

    connection = await connect(address, "load", default_transaction_read_only="on", lock_timeout=_LOCK)
    async with connection:
        loads = await workload.by_load(connection, found)
    if loads is None:
        return found
    return [replace(query, unit=replace(query.unit, score=load.total_s if load else 0.0)) for query, load in loads]


def address_of(settings: Settings, environ: Mapping[str, str], on_note: OnNote) -> str | None:
    """The database to try things on copies of: the one of the settings, or a `DATABASE_URL` of this machine.

    Making a fork takes disk and time of a server, so one elsewhere is asked only when a person has named it.
    """
    if settings.database:
        return settings.database
    address = environ.get("DATABASE_URL", "")
    if not is_postgres(address):
        return None
    if not is_here(address):
        on_note("the database of DATABASE_URL is on another machine: name it in `parallelproof.database` to use it")
        return None
    return address


def unread(error: DatabaseError) -> str:
    """Why a database could not be read, in a sentence."""
    if error.sqlstate == _LOCKED:
        return "another session has locked a table of the database: try again when it has ended"
    return f"the database cannot be read: {first_line(error)}"


def first_line(error: Exception) -> str:
    """What an error says first."""
    lines = str(error).splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
