"""What a statement on a fork may cost, set for one transaction, and the settings that make timed runs comparable."""

from __future__ import annotations

from collections.abc import Mapping

from .connect import Connection, DatabaseError
from .statements import fetch

LOCK_TIMEOUT_S = 5.0
RANKING: Mapping[str, str] = {"max_parallel_workers_per_gather": "0", "jit": "off"}
"""One process does all the work, and compiles nothing: what it used is what the query cost."""


async def limit(connection: Connection, timeout_s: float, temp_bytes: int | None = None) -> None:
    """Bound every statement of the transaction that is open. Raises DatabaseError.

    Only a superuser may bound temporary files (`temp_bytes`); for others that bound is left out.
    """
    await set_local(
        connection, {"statement_timeout": str(max(1, round(timeout_s * 1000))), "lock_timeout": f"{LOCK_TIMEOUT_S:g}s"}
    )
    if temp_bytes is not None:
        try:
            async with connection.transaction():
                await set_local(connection, {"temp_file_limit": f"{max(1, temp_bytes >> 10)}kB"})
        except DatabaseError as error:
            if error.sqlstate != "42501":
                raise


async def set_local(connection: Connection, settings: Mapping[str, str]) -> None:
    """Server settings for the transaction that is open. Raises DatabaseError."""
    for name, value in settings.items():
        await fetch(connection, "SELECT set_config($1, $2, true)", (name, value))


async def reset_local(connection: Connection, settings: Mapping[str, str]) -> None:
    """Those settings as the user has them, for the rest of the transaction. Raises DatabaseError."""
    for name in settings:
        await fetch(connection, f"SET LOCAL {name} TO DEFAULT")


def is_timeout(error: DatabaseError) -> bool:
    """Whether a statement was ended by `statement_timeout`."""
    return error.sqlstate == "57014"
