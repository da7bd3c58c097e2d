"""Results kept between runs. Whatever goes wrong here costs only the cache."""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .folders import cache_folder, make_private

if TYPE_CHECKING:
    from .json_disk import JsonStore

_log = logging.getLogger(__name__)
_SIZE_LIMIT_BYTES = 256 << 20
_LARGEST_VALUE_BYTES = 32 << 20
_FAILURES = (OSError, sqlite3.Error, ValueError, zlib.error, RecursionError)


def default_folder() -> Path:
    """In the user's own cache folder."""
    return cache_folder() / "trials"


class TrialCache:
    """Values of JSON by key, in a private folder, on one thread of its own so that the event loop never waits."""

    def __init__(self, folder: Path | None = None, size_limit_bytes: int = _SIZE_LIMIT_BYTES) -> None:
        self.folder = folder or default_folder()
        self._size_limit_bytes = size_limit_bytes
        self._thread = ThreadPoolExecutor(1, "trial-cache")
        self._cache: JsonStore | None = None
        self._is_broken = False
        self._has_complained = False

    async def get(self, key: str) -> Any:
        """The value of a key; None where there is none, or the cache fails."""
        return await self._run(lambda cache: _unpack(cache.get(key)))

    async def put(self, key: str, value: Any) -> None:
        """Keep a value, which must be JSON's; nothing is kept where the cache fails."""
        row = zlib.compress(json.dumps(value, separators=(",", ":")).encode("utf-8"), 1)
        if len(row) <= _LARGEST_VALUE_BYTES:
            await self._run(lambda cache: cache.put(key, row))

    async def close(self) -> None:
        """Wait for what is being written and let go of the files."""
        if self._cache is not None:
            await self._run(lambda cache: cache.close())
        self._thread.shutdown(wait=False)
        self._is_broken = True

    async def _run(self, work: Callable[[JsonStore], Any]) -> Any:
        if self._is_broken:
            return None
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._guarded, work)

    def _guarded(self, work: Callable[[JsonStore], Any]) -> Any:
        try:
            if self._cache is None:
                self._cache = self._open()
            return work(self._cache)
        except _FAILURES as error:
            self._is_broken = self._cache is None
            if not self._has_complained:
                self._has_complained = True
                _log.warning("The cache in %s does not work, so results are found anew: %s", self.folder, error)
            return None

    def _open(self) -> JsonStore:
        # On first use, for its import takes a while.
        from .json_disk import JsonStore

        make_private(self.folder)
        return JsonStore(self.folder, self._size_limit_bytes)


def _unpack(row: bytes | None) -> Any:
    if row is None:
        return None
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(row, _LARGEST_VALUE_BYTES)
    if unpacker.unconsumed_tail:
        raise ValueError("a row of the cache is larger than any that was written here")
    return json.loads(text)
