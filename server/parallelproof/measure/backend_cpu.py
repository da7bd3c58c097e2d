"""CPU seconds of the server's process behind a connection, where it runs on this host."""

from __future__ import annotations

import asyncio
from pathlib import Path

from ..postgres import Connection
from ..postgres.statements import fetch

_PROCESSES = Path("/proc")
_LOCAL = """
SELECT pg_backend_pid(),
       inet_server_addr() IS NULL OR inet_server_addr() <<= '127.0.0.0/8' OR inet_server_addr() = '::1'
"""
_POLL_S = 0.0005
_POLLS = 40


class BackendCpu:
    """Reads how long a backend has run, from the scheduler's own count (`/proc/PID/schedstat`, in nanoseconds)."""

    def __init__(self, process: Path) -> None:
        self._process = process

    @classmethod
    async def of(cls, connection: Connection) -> BackendCpu | None:
        """That of a connection; None where the server is on another host, or the system counts in another way."""
        ((pid, is_local),) = await fetch(connection, _LOCAL)
        process = _PROCESSES / str(pid)
        return cls(process) if is_local and await asyncio.to_thread(_is_backend, process) else None

    async def seconds(self) -> float:
        """CPU seconds until now, once the backend waits for its client: only then are they counted in full."""
        for _ in range(_POLLS):
            if _state(self._process) == "S":
                break
            await asyncio.sleep(_POLL_S)
        return int((self._process / "schedstat").read_text().split()[0]) / 1e9


def _is_backend(process: Path) -> bool:
    """Whether the process of that number is one of Postgres here too, and may be read."""
    try:
        command = (process / "cmdline").read_bytes()
        (process / "schedstat").read_text()
    except OSError:
        return False
    return b"postgres" in command.split(b"\0")[0]


def _state(process: Path) -> str:
    return (process / "stat").read_text().rpartition(")")[2].split()[0]
