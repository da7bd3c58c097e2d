"""Connections to Postgres, and what can go wrong with them in one sentence."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg.conninfo import conninfo_to_dict

Connection = AsyncConnection[tuple[Any, ...]]
DatabaseError = psycopg.Error
"""What any statement may raise; `sqlstate` is its code, None where the connection itself failed."""


class Unreachable(Exception):
    """A server that cannot be used, and why, in one sentence without secrets."""


async def connect(address: str, purpose: str, timeout_s: float = 10.0, **options: str) -> Connection:
    """A connection in autocommit mode; `options` are server settings for it. Raises Unreachable.

    `purpose` is what the server's own lists call it, after our name.
    """
    flags = " ".join(f"-c {name}={_escaped(value)}" for name, value in options.items())
    given: dict[str, Any] = {"options": flags} if flags else {}
    connecting = asyncio.ensure_future(
        AsyncConnection.connect(
            address,
            autocommit=True,
            application_name=f"parallelproof {purpose}",
            connect_timeout=max(2, round(timeout_s)),
            **given,
        )
    )
    try:
        return await asyncio.shield(connecting)
    except (psycopg.Error, UnicodeError) as error:
        raise Unreachable(f"The database {place(address)} cannot be used: {_reason(error)}.") from None
    except asyncio.CancelledError:
        # psycopg would leave the half-made connection to the garbage collector, and its session open until then.
        connecting.add_done_callback(_unwanted)
        raise


def _unwanted(connecting: asyncio.Future[Connection]) -> None:
    if not connecting.cancelled() and not connecting.exception():
        connecting.result().pgconn.finish()


def place(address: str) -> str:
    """Which database on which server an address names, without its password."""
    try:
        parts = conninfo_to_dict(address)
    except psycopg.Error:
        return "with that address"
    host = parts.get("host") or "the local socket"
    port = f":{parts['port']}" if parts.get("port") else ""
    return f"`{parts.get('dbname') or parts.get('user') or 'postgres'}` on {host}{port}"


def quoted(*names: str) -> str:
    """A name, or a qualified one, as SQL writes it."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace(" ", "\\ ")


def _reason(error: Exception) -> str:
    """The last line of what libpq says, which is the reason; the ones before it repeat the address."""
    if "server closed the connection unexpectedly" in str(error):
        return "it closed the connection"
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    lines = [line for line in lines if not line.startswith("Is the server running")]
    if not lines:
        return "it gave no reason"
    return lines[-1].rpartition("FATAL:")[2].rpartition(" failed: ")[2].strip().rstrip(".")
