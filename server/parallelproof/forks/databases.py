"""Databases that are copies of another on the same server: made, found and dropped."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ..domain import Fork
from ..ports import ForkFailed
from ..postgres import Connection, DatabaseError, quoted
from ..postgres.addresses import database, with_database
from . import disk, failures, names, notes
from .connecting_origin import origin_of
from .finishing import finished
from .servers import CLONING, Server, examined, managing

_log = logging.getLogger(__name__)
_NOT_ALLOWED = "42501"
_FILE_COPY = 150000
_END_MS = 10_000


@dataclass(frozen=True, slots=True)
class Plan:
    """A database to make of the database `of`. A frozen one takes no connections, so it can be copied at any time."""

    name: str
    provider: str
    of: str
    is_clone: bool
    limit_bytes: int
    is_frozen: bool = False


async def make(address: str, plan: Plan) -> Fork:
    """Make it on the server of an address, whose database it is a fork of; nothing is left of one that fails."""
    is_begun = False
    try:
        async with managing(address, _mark(plan.name)) as connection:
            server = await examined(connection)
            size = await _allowed(connection, server, database(address), plan)
            is_begun = True
            return await _made(connection, address, plan, server, size)
    except BaseException:
        if is_begun:  # It may even be there: the end of the connection can be cancelled too.
            await finished(_swept(address, plan.name))
        raise


async def drop(address: str, name: str) -> None:
    """Drop a database of ours with whoever uses it, and the role of its name; or end its being made.

    One that is gone is no failure.
    """
    if names.parse(name) is None:
        raise ForkFailed(f"`{name}` is no fork, so it is not dropped.")
    async with managing(address) as connection:
        await connection.execute(
            "SELECT pg_terminate_backend(pid, %s) FROM pg_stat_activity WHERE application_name = %s",
            [_END_MS, f"parallelproof {_mark(name)}"],
        )
        cursor = await connection.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [name])
        if (row := await cursor.fetchone()) and row[0]:
            await connection.execute(f"ALTER DATABASE {quoted(name)} IS_TEMPLATE false")
        await connection.execute(f"DROP DATABASE IF EXISTS {quoted(name)} WITH (FORCE)")
        cursor = await connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [name])
        if await cursor.fetchone() is not None:
            await connection.execute(f"DROP ROLE {quoted(name)}")


async def found(address: str, prefix: str, provider: str) -> Sequence[Fork]:
    """All that are there, are being made, or have left a role; `provider` made those that say nothing of it."""
    async with managing(address) as connection:
        # Who makes one is asked first: what has been made by then is found after that.
        cursor = await connection.execute(
            "SELECT DISTINCT application_name FROM pg_stat_activity WHERE application_name LIKE 'parallelproof %'"
        )
        marks = {name.replace(" ", "_", 1) for (name,) in await cursor.fetchall()}
        cursor = await connection.execute("SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", [prefix])
        marks |= {name for (name,) in await cursor.fetchall()}
        there = await notes.read(connection, prefix)
    known = {name for name, _, _ in there}
    made = [_fork(address, name, note, size, provider) for name, note, size in there]
    begun = [
        _fork(address, name, notes.Note(), None, provider, is_ready=False)
        for name in sorted(marks)
        if name.startswith(prefix) and name not in known
    ]
    return [fork for fork in (*made, *begun) if fork]


async def _allowed(connection: Connection, server: Server, source: str, plan: Plan) -> int:
    """The size of what is to be copied; raises ForkFailed where the role or the disk does not allow it."""
    if not server.may_create:
        raise failures.not_allowed(server.role, source)
    size = await disk.size_of(connection, plan.of)
    if not plan.is_clone:
        await disk.reserve(connection, server, source, size, plan.limit_bytes)
    return size


async def _made(connection: Connection, address: str, plan: Plan, server: Server, size: int) -> Fork:
    if server.version >= CLONING:
        await connection.execute(f"SET file_copy_method = {'clone' if plan.is_clone else 'copy'}")
    await connection.execute(_statement(plan, server))
    # A new database is open to every role of the server, whatever its original is.
    await connection.execute(f"REVOKE ALL ON DATABASE {quoted(plan.name)} FROM PUBLIC")
    note = notes.Note(plan.provider, database(address), datetime.now(UTC).timestamp(), size, plan.is_clone)
    await notes.write(connection, plan.name, note)
    origin = await origin_of(connection, plan.of)
    differences = (*(origin.differences if origin else ()), *await _settings_copied(connection, plan))
    fork = _fork(address, plan.name, note, size, plan.provider, differences=differences)
    assert fork
    return fork


def _statement(plan: Plan, server: Server) -> str:
    strategy = " STRATEGY FILE_COPY" if server.version >= _FILE_COPY else ""
    frozen = " ALLOW_CONNECTIONS false IS_TEMPLATE true" if plan.is_frozen else ""
    return f"CREATE DATABASE {quoted(plan.name)} TEMPLATE {quoted(plan.of)}{strategy}{frozen}"


async def _settings_copied(connection: Connection, plan: Plan) -> tuple[str, ...]:
    """Set what ALTER DATABASE and ALTER ROLE have set for the original, which a copy does not get by itself."""
    cursor = await connection.execute(
        "SELECT unnest(setconfig) FROM pg_db_role_setting JOIN pg_database d ON d.oid = setdatabase "
        "WHERE datname = %s AND setrole IN (0, current_user::regrole) ORDER BY setrole",
        [plan.of],
    )
    differences = []
    for (assignment,) in await cursor.fetchall():
        setting, _, value = assignment.partition("=")
        try:
            async with connection.transaction():
                await connection.execute("SELECT set_config(%s, %s, true)", [setting, value])
                name = quoted(*setting.split("."))
                await connection.execute(f"ALTER DATABASE {quoted(plan.name)} SET {name} FROM CURRENT")
        except DatabaseError as error:
            if error.sqlstate != _NOT_ALLOWED:
                raise
            differences.append(f"The setting `{setting}` of the source could not be set on the fork.")
    return tuple(differences)


async def _swept(address: str, name: str) -> None:
    """Drop what may have been begun. Where that fails, the reaper finds it later."""
    try:
        await drop(address, name)
    except (ForkFailed, TimeoutError) as error:
        _log.warning("The fork %s may be left over: %s", name, error)


def _mark(name: str) -> str:
    """What a session that makes a fork calls itself, so that it can be ended when its process is gone."""
    return name.removeprefix(names.PREFIX)


def _fork(
    address: str,
    name: str,
    note: notes.Note,
    size: int | None,
    provider: str,
    differences: tuple[str, ...] = (),
    is_ready: bool = True,
) -> Fork | None:
    if not (said := names.parse(name)):
        return None
    return Fork(
        name, name, note.provider or provider, note.source, with_database(address, name), note.made_at, said.expires_at,
        "ready" if is_ready else "creating", size, differences,
    )  # fmt: skip
