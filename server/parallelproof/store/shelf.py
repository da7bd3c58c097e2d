"""Bytes by key on disk, on a thread of its own so that the event loop never waits. Failures cost only what is kept."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..folders import make_private

if TYPE_CHECKING:
    from .json_disk import JsonStore

_log = logging.getLogger(__name__)
_FAILURES = (OSError, sqlite3.Error, ValueError, zlib.error, RecursionError)


class Shelf:
    """A store in a private folder, opened on first use. What goes wrong is said once, and gives None."""

    def __init__(self, folder: Path, size_limit_bytes: int, thread: str) -> None:
        self.folder = folder
        self._size_limit_bytes = size_limit_bytes
        self._thread = ThreadPoolExecutor(1, thread)
        self._store: JsonStore | None = None
        self._is_broken = False
        self._has_complained = False

    async def run(self, work: Callable[[JsonStore], Any]) -> Any:
        """What the work gives, on the store's thread; None where it fails."""
        if self._is_broken:
            return None
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._guarded, work)

    def resize(self, size_limit_bytes: int) -> None:
        """Another limit, which holds from the next work on."""
        self._size_limit_bytes = size_limit_bytes

    async def close(self) -> None:
        """Wait for what is being written and let go of the files."""
        if self._store is not None:
            await self.run(lambda store: store.close())
        self._thread.shutdown(wait=False)
        self._is_broken = True

    def _guarded(self, work: Callable[[JsonStore], Any]) -> Any:
        try:
            if self._store is None:
                self._store = self._open()
            self._store.limit(self._size_limit_bytes)
            return work(self._store)
        except _FAILURES as error:
            self._is_broken = self._store is None
            if not self._has_complained:
                self._has_complained = True
                _log.warning("The cache in %s does not work, so results are found anew: %s", self.folder, error)
            return None

    def _open(self) -> JsonStore:
        # On first use, for its import takes a while.
        from .json_disk import JsonStore

        make_private(self.folder)
        return JsonStore(self.folder, self._size_limit_bytes)


def packed(value: bytes) -> bytes:
    """A value, compressed."""
    return zlib.compress(value, 1)


def unpacked(row: bytes, largest_bytes: int) -> bytes:
    """The inverse of `packed`; raises zlib.error, and ValueError for what grows larger than any that was kept."""
    unpacker = zlib.decompressobj()
    value = unpacker.decompress(row, largest_bytes)
    if unpacker.unconsumed_tail or not unpacker.eof:
        raise ValueError("a row of the cache is larger than any that was written here, or cut short")
    return value
