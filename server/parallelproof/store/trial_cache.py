"""Results kept between runs. Whatever goes wrong here costs only the cache."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..folders import cache_folder
from .shelf import Shelf, packed, unpacked

_SIZE_LIMIT_BYTES = 256 << 20
_LARGEST_VALUE_BYTES = 32 << 20


def default_folder() -> Path:
    """In the user's own cache folder."""
    return cache_folder() / "trials"


class TrialCache:
    """Values of JSON by key, in a private folder, on one thread of its own so that the event loop never waits."""

    def __init__(self, folder: Path | None = None, size_limit_bytes: int = _SIZE_LIMIT_BYTES) -> None:
        self.folder = folder or default_folder()
        self._shelf = Shelf(self.folder, size_limit_bytes, "trial-cache")

    async def get(self, key: str) -> Any:
        """The value of a key; None where there is none, or the cache fails."""
        return await self._shelf.run(lambda store: _unpack(store.get(key)))

    async def put(self, key: str, value: Any) -> None:
        """Keep a value, which must be JSON's; nothing is kept where the cache fails."""
        row = packed(json.dumps(value, separators=(",", ":")).encode("utf-8"))
        if len(row) <= _LARGEST_VALUE_BYTES:
            await self._shelf.run(lambda store: store.put(key, row))

    async def close(self) -> None:
        """Wait for what is being written and let go of the files."""
        await self._shelf.close()


def _unpack(row: bytes | None) -> Any:
    return None if row is None else json.loads(unpacked(row, _LARGEST_VALUE_BYTES))
