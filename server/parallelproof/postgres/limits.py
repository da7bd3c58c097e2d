"""What a statement on a fork may cost, set for one transaction, and the settings that make timed runs comparable."""

from __future__ import annotations

from collections.abc import Mapping

from .connect import Connection, DatabaseError
from .statements import fetch

LOCK_TIMEOUT_S = 5.0
RANKING: Mapping[str, str] = {"max_parallel_workers_per_gather": "0", "jit": "off"}
"""One process does all the work, and compiles nothing: what it used is what the query cost."""


def limits(timeout_s: float) -> dict[str, str]:
    """Settings that bound every statement; what it may sort and hash on disk is bounded for the whole session."""
    return {"statement_timeout": str(max(1, round(timeout_s * 1000))), "lock_timeout": f"{LOCK_TIMEOUT_S:g}s"}


async def limit(connection: Connection, timeout_s: float) -> None:
    """Bound every statement of the transaction that is open. Raises DatabaseError."""
    await set_local(connection, limits(timeout_s))


async def set_local(connection: Connection, settings: Mapping[str, str]) -> None:
    """Server settings for the transaction that is open. Raises DatabaseError."""
    if not settings:
        return
    calls = ", ".join(f"set_config(${place}, ${place + 1}, true)" for place in range(1, 2 * len(settings), 2))
    await fetch(connection, f"SELECT {calls}", [text for pair in settings.items() for text in pair])


async def reset_local(connection: Connection, settings: Mapping[str, str]) -> None:
    """Those settings as the user has them, for the rest of the transaction. Raises DatabaseError."""
    await fetch(connection, "; ".join(f"SET LOCAL {name} TO DEFAULT" for name in settings))


def is_lost(error: DatabaseError) -> bool:
    """Whether it is the connection that failed, or its server ended it, and not the statement."""
    return error.sqlstate is None or error.sqlstate.startswith("57P")


def is_timeout(error: DatabaseError) -> bool:
    """Whether a statement was ended by `statement_timeout`."""
    return error.sqlstate == "57014"
