"""The role that the code of one side enters its fork with: it reads and writes rows there, and can do nothing else.

It has the name of the fork, as the server lets a role into the database of its own name alone, and goes with it. It
makes and changes no object: what the server later runs for us in the fork can be nothing that the code has left there.
"""

from __future__ import annotations

from ..domain import Fork
from ..ports import ForkFailed
from ..postgres import Connection, DatabaseError, Unreachable, connect, quoted
from ..postgres.addresses import with_database, with_role
from ..postgres.limits import LOCK_TIMEOUT_S
from ..settings import Settings

MOST_CONNECTIONS = 16
_DATABASE = "GRANT CONNECT, TEMPORARY ON DATABASE {name} TO {name}"
_SCHEMA = (
    "GRANT USAGE ON SCHEMA {schema} TO {name}",
    "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA {schema} TO {name}",
    "GRANT ALL ON ALL SEQUENCES IN SCHEMA {schema} TO {name}",
    "GRANT EXECUTE ON ALL ROUTINES IN SCHEMA {schema} TO {name}",
)
_SCHEMAS = "SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' ORDER BY 1"
_DEFINERS = """
    SELECT format('ALTER ROUTINE %s SECURITY INVOKER', p.oid::regprocedure) FROM pg_proc p
    WHERE prosecdef AND pronamespace <> 'pg_catalog'::regnamespace
"""
"""Functions that run as their owner, who is the superuser in a copy: the role has all the rights that they need."""


async def admit(fork: Fork, password: str, settings: Settings) -> str:
    """Make the role, on a fork that nobody uses yet; the address that it enters at. Raises ForkFailed."""
    try:
        async with await connect(fork.address, "pair", event_triggers="off", search_path="pg_catalog") as connection:
            await _make(connection, fork.name, password, settings)
            for schema in await _texts(connection, _SCHEMAS):
                for statement in _SCHEMA:
                    await connection.execute(statement.format(schema=quoted(schema), name=quoted(fork.name)).encode())
            for statement in await _texts(connection, _DEFINERS):
                await connection.execute(statement.encode())
    except Unreachable as error:
        raise ForkFailed(str(error)) from None
    except DatabaseError as error:
        raise ForkFailed(f"The fork {fork.name} cannot be used: {error.diag.message_primary or error}.") from None
    return with_role(fork.address, fork.name, password)


async def check_fence(address: str) -> None:
    """Raise ForkFailed where its role is let into another database: the server is not ours, or runs from before."""
    try:
        await (await connect(with_database(address, "postgres"), "fence")).close()
    except Unreachable:
        return
    raise ForkFailed(
        "The server of the copies lets every role into every database, as an older ParallelProof has started it: end "
        "all that use it, and try again."
    )


async def _make(connection: Connection, name: str, password: str, settings: Settings) -> None:
    role = quoted(name)
    await connection.execute(
        f"CREATE ROLE {role} LOGIN PASSWORD '{password}' BYPASSRLS CONNECTION LIMIT {MOST_CONNECTIONS}".encode()
    )
    limits = {
        "statement_timeout": f"{settings.statement_timeout_s * 1000:.0f}ms",
        "lock_timeout": f"{LOCK_TIMEOUT_S:g}s",
        "temp_file_limit": "4GB",
        # A job that was killed does not keep the server busy.
        "client_connection_check_interval": "1s",
    }
    for setting, value in limits.items():
        await connection.execute(f"ALTER ROLE {role} SET {setting} = '{value}'".encode())
    await connection.execute(_DATABASE.format(name=role).encode())


async def _texts(connection: Connection, query: str) -> list[str]:
    return [str(text) for (text,) in await (await connection.execute(query.encode())).fetchall()]
