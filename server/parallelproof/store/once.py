"""What a person is asked once, ever: a small private file remembers that it was."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from ..folders import make_private


class Once:
    """Remembers in `folder`, for all servers of a user. Where it cannot be written, nothing is the first time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def is_first(self, name: str) -> bool:
        """Whether nobody was asked this before; from now on, somebody was."""
        return await asyncio.to_thread(self._mark, name)

    def _mark(self, name: str) -> bool:
        try:
            make_private(self._folder)
            os.close(os.open(self._folder / f"asked-{name}", os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except OSError:
            return False
        return True
