"""What copies of databases take of a disk: said before, and held to a limit."""

from __future__ import annotations

import asyncio
import shutil

from ..ports import ForkFailed
from ..postgres import Connection
from . import notes
from .servers import Server

LARGE_BYTES = 10**9
"""A copy that takes so much is worth a word before it is made, even where there is only one."""
_SPARE, _SPARE_BYTES = 1 / 20, 1 << 30
"""Free space that no copy takes, as the server needs some to go on: a share of the disk, and bytes at most."""


async def size_of(connection: Connection, name: str) -> int:
    """Bytes of a database."""
    cursor = await connection.execute("SELECT pg_database_size(oid) FROM pg_database WHERE datname = %s", [name])
    row = await cursor.fetchone()
    return int(row[0] or 0) if row else 0


async def taken(connection: Connection) -> int:
    """Bytes of disk that all forks on the server take: a clone only what it has grown by."""
    return sum(note.disk_bytes(size or 0) for _, note, size in await notes.read(connection))


async def reserve(connection: Connection, server: Server, source: str, size_bytes: int, limit_bytes: int) -> None:
    """Raise ForkFailed where a copy has no room. Until this connection ends, no other copy is begun."""
    await connection.execute("SELECT pg_advisory_lock(hashtext('parallelproof copies'))")
    if (before := await taken(connection)) + size_bytes > limit_bytes:
        raise ForkFailed(
            f"A copy of `{source}` takes {written(size_bytes)} of disk, and of the {written(limit_bytes)} that "
            f"`forkBytes` allows {written(before)} are taken: remove some with `parallelproof forks`, or raise it."
        )
    if server.folder is not None:
        total, _, free = await asyncio.to_thread(shutil.disk_usage, server.folder)
        if free < size_bytes + min(total * _SPARE, _SPARE_BYTES):
            raise ForkFailed(
                f"A copy of `{source}` takes {written(size_bytes)} of disk, and where the server keeps its data only "
                f"{written(free)} are free: free some space first."
            )


def warning(source: str, size_bytes: int, copies: int, limit_bytes: int) -> str:
    """What is going to be taken, for a person who is asked first; at most `copies` at the same time."""
    many = f"Each copy of `{source}`" if copies > 1 else f"The copy of `{source}`"
    return (
        f"{many} takes {written(size_bytes)} of disk until it is given back, as its file system cannot share blocks; "
        f"all copies together take at most {written(limit_bytes)} (`forkBytes`)."
    )


def written(size_bytes: int) -> str:
    """A size for a person: "915 MB", "10.7 GB"."""
    for unit, factor in (("GB", 1e9), ("MB", 1e6)):
        if size_bytes >= factor:
            amount = size_bytes / factor
            return f"{amount:.1f} {unit}" if amount < 10 else f"{amount:,.0f} {unit}"
    return f"{size_bytes / 1e3:.0f} kB"
