"""What can go wrong with a fork of a database, as one sentence that says what to do."""

from __future__ import annotations

from ..ports import ForkFailed
from ..postgres import Connection, DatabaseError

_CONNECT = "take a copy that can be forked with `parallelproof database connect`"
_IN_USE = "55006"
_SENTENCES = {
    "42501": "The server of `{source}` does not let this role copy it ({said}): use a role that owns it and has "
    "CREATEDB, or " + _CONNECT + ".",
    "25006": "The role, or the whole server of `{source}`, is read-only ({said}): use another, or " + _CONNECT + ".",
    "3D000": "There is no database `{source}` to copy: {said}.",
    "53100": "The disk of the server is full, so `{source}` was not copied: free some space first.",
    "53300": "The server of `{source}` takes no more connections: lower `agents`, or close some.",
    "57014": "The copy of `{source}` was ended by a timeout or an administrator: {said}.",
}
"""By SQLSTATE."""
_OTHER = "The database `{source}` could not be copied: {said}."


def not_allowed(role: str, source: str) -> ForkFailed:
    """The role lacks CREATEDB."""
    return ForkFailed(
        f"The role `{role}` may not create databases on the server of `{source}`: let it (`ALTER ROLE ... CREATEDB`), "
        f"or {_CONNECT}."
    )


async def busy(connection: Connection, source: str) -> ForkFailed:
    """Who is connected to the source, and what to do."""
    try:
        cursor = await connection.execute(
            "SELECT coalesce(nullif(application_name, ''), usename, 'unnamed'), count(*) FROM pg_stat_activity "
            "WHERE datname = %s GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 5",
            [source],
        )
        who = ", ".join(f"{name} ({count})" for name, count in await cursor.fetchall())
    except DatabaseError:
        who = ""
    return ForkFailed(
        f"The database `{source}` is in use{f' by {who}' if who else ''}, and Postgres copies only one that nobody is "
        f"connected to: end those sessions and try again, or {_CONNECT}."
    )


def failed(error: DatabaseError, source: str) -> ForkFailed:
    """Why a statement that makes or removes a fork of the source failed."""
    said = (error.diag.message_primary or str(error)).strip().rstrip(".") or "it gave no reason"
    if error.sqlstate is None:
        return ForkFailed(f"The server of `{source}` went away: {said.splitlines()[-1]}.")
    return ForkFailed(_SENTENCES.get(error.sqlstate, _OTHER).format(source=source, said=said))


def is_busy(error: DatabaseError) -> bool:
    """Whether a database was in use."""
    return error.sqlstate == _IN_USE
