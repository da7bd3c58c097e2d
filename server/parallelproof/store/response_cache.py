"""Answers of outside sources, kept between runs while they are good. Whatever goes wrong costs only the cache."""

from __future__ import annotations

from pathlib import Path

from ..folders import cache_folder
from .shelf import Shelf, packed, unpacked

_LARGEST_BYTES = 8 << 20


def default_folder() -> Path:
    """In the user's own cache folder."""
    return cache_folder() / "responses"


class DiskResponses:
    """A `ResponseCache` in a private folder that takes `size_bytes` at most; the oldest answers make room."""

    def __init__(self, folder: Path, size_bytes: int) -> None:
        self._shelf = Shelf(folder, size_bytes, "response-cache")

    async def get(self, key: str) -> bytes | None:
        """A kept answer, None if there is none, it is too old, or the cache fails."""
        value: bytes | None = await self._shelf.run(lambda store: _unpack(store.get(key)))
        return value

    async def put(self, key: str, value: bytes, keep_s: float) -> None:
        """Keep an answer for that long; nothing is kept where it is too large or the cache fails."""
        if len(value) <= _LARGEST_BYTES:
            await self._shelf.run(lambda store: store.put(key, packed(value), keep_s))

    def resize(self, size_bytes: int) -> None:
        """So much may be kept from now on."""
        self._shelf.resize(size_bytes)

    async def close(self) -> None:
        """Wait for what is being written and let go of the files."""
        await self._shelf.close()


def _unpack(row: bytes | None) -> bytes | None:
    return None if row is None else unpacked(row, _LARGEST_BYTES)
