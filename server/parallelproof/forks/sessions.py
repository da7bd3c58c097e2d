"""Connections to a fork for a trial: with limits on every statement, and always rolled back where others use it too."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from ..domain import Fork
from ..ports import ForkFailed
from ..postgres import Connection, DatabaseError, Unreachable, connect, quoted
from ..postgres.addresses import database
from ..settings import Settings
from .finishing import finished
from .servers import managing

_log = logging.getLogger(__name__)
_RANKING = {"jit": "off", "max_parallel_workers_per_gather": "0"}
"""Both make times hard to compare: jit costs most the first time, and parallel workers compete with other trials."""
_LOCK_S = 10.0
_TEMPORARY = "4GB"
"""What one session may sort and hash on disk, where the role may say so."""
_NOT_ALLOWED = "42501"


@asynccontextmanager
async def session(
    fork: Fork, settings: Settings, purpose: str = "trial", *, is_ranking: bool = True
) -> AsyncIterator[Connection]:
    """A connection of its own to a fork; raises ForkFailed where there is none.

    For ranking, JIT and parallel plans are off; for a final time they are as the server has them. In a fork of the
    provider `transaction` a transaction is open, so `connection.transaction()` in it is a savepoint, what cannot run in
    a transaction fails, and all is rolled back at the end.
    """
    try:
        connection = await connect(fork.address, purpose)
    except Unreachable as error:
        raise ForkFailed(str(error)) from None
    async with connection:
        try:
            await _limit(connection, settings, _RANKING if is_ranking else {})
        except DatabaseError as error:
            raise ForkFailed(f"The fork {fork.name} cannot be used: {error.diag.message_primary or error}.") from None
        if fork.provider != "transaction":
            yield connection
            return
        await connection.execute("BEGIN")
        try:
            yield connection
        finally:
            await finished(_rolled_back(connection, fork))


async def _limit(connection: Connection, settings: Settings, more: Mapping[str, str]) -> None:
    statement_s = settings.statement_timeout_s
    values = {
        "statement_timeout": f"{statement_s * 1000:.0f}ms",
        "lock_timeout": f"{min(statement_s, _LOCK_S) * 1000:.0f}ms",
        "default_transaction_read_only": "off",
        **more,
    }
    await connection.execute("; ".join(f"SET {name} = '{value}'" for name, value in values.items()))
    try:
        await connection.execute(f"SET temp_file_limit = '{_TEMPORARY}'")
    except DatabaseError as error:
        if error.sqlstate != _NOT_ALLOWED:
            raise


async def _rolled_back(connection: Connection, fork: Fork) -> None:
    """End the transaction. Where a statement has ended it before, others would see what it did: the fork is closed."""
    if connection.closed:
        return  # The server rolls back by itself.
    has_ended = connection.info.transaction_status.name == "IDLE"
    try:
        await connection.rollback()
    except DatabaseError:
        return
    if has_ended:
        _log.warning("A statement has ended its transaction in the fork %s, which is not used any further.", fork.name)
        await _closed(fork)


async def _closed(fork: Fork) -> None:
    """Let nobody else in: what lends the database sees that, and makes a new one."""
    async with managing(fork.address) as connection:
        await connection.execute(f"ALTER DATABASE {quoted(database(fork.address))} ALLOW_CONNECTIONS false")
