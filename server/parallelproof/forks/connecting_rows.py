"""Rows from the source to the copy, no faster than was agreed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from ..ports import ForkFailed
from ..postgres import Connection, DatabaseError
from .connecting_source import SourceTable, source_failure

_BLOCK_BYTES = 64 << 10
_DISK_FULL = "53100"


class Pace:
    """So many bytes a second on average, and no more than a tenth of a second's worth at once."""

    def __init__(self, bytes_per_s: float) -> None:
        self._bytes_per_s = bytes_per_s
        self._free_at_s = time.monotonic()

    async def take(self, count: int) -> None:
        """Wait until that many bytes may have been read."""
        now = time.monotonic()
        self._free_at_s = max(self._free_at_s, now - 0.1) + count / self._bytes_per_s
        if self._free_at_s > now:
            await asyncio.sleep(self._free_at_s - now)


class Rows:
    """Moves rows. `where` is the source in words."""

    def __init__(self, source: Connection, copy: Connection, where: str, pace: Pace) -> None:
        self.source, self.copy = source, copy
        self._where, self._pace = where, pace
        self.count = 0
        """Rows moved so far."""

    async def move(self, table: SourceTable, select: str) -> int:
        """The rows of a query on the source, which gives the table's columns, into the same table of the copy."""
        into = f"COPY {table.quoted} ({table.column_list}) FROM STDIN"
        try:
            async with self.copy.cursor() as cursor:
                async with cursor.copy(into) as writer, aclosing(self._blocks(table, select)) as blocks:
                    async for block in blocks:
                        await writer.write(block)
                moved = max(0, cursor.rowcount)
        except DatabaseError as error:
            raise copy_failure(error, table.quoted) from None
        self.count += moved
        return moved

    async def _blocks(self, table: SourceTable, select: str) -> AsyncGenerator[bytes, None]:
        block = bytearray()
        try:
            async with self.source.cursor() as cursor, cursor.copy(f"COPY ({select}) TO STDOUT") as reader:
                async for line in reader:
                    block += line
                    if len(block) >= _BLOCK_BYTES:
                        await self._pace.take(len(block))
                        yield bytes(block)
                        block.clear()
        except DatabaseError as error:
            raise source_failure(error, self._where, table.quoted) from None
        if block:
            await self._pace.take(len(block))
            yield bytes(block)


def copy_failure(error: DatabaseError, what: str) -> ForkFailed:
    """Why the copy could not take it, in one sentence."""
    said = (error.diag.message_primary or str(error)).strip().splitlines()[-1:] or ["it gave no reason"]
    if error.sqlstate == _DISK_FULL:
        return ForkFailed(
            f"The disk is full, so {what} was not copied: free some space, or take a sample (`--sample`)."
        )
    if error.sqlstate is None:
        return ForkFailed(f"The server that the copy is made on went away at {what}: {said[0].rstrip('.')}.")
    return ForkFailed(f"The copy could not take {what}: {said[0].rstrip('.')}.")
