"""A project of its own for code that is in no file: a folder that goes when the work on it has ended."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Mapping
from pathlib import Path

NAME = "untitled"


class Scratch:
    """The folder. The names of its files are module names, so that they can be imported."""

    def __init__(self, files: Mapping[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="parallelproof-", ignore_cleanup_errors=True)
        self.folder = Path(self._folder.name).resolve()
        # The marker of a project's root: nothing above the folder is part of it.
        for name, text in {"pyproject.toml": "", **files}.items():
            (self.folder / name).write_bytes(text.encode())

    @classmethod
    async def of(cls, files: Mapping[str, str]) -> Scratch:
        """Make one; raises OSError."""
        return await asyncio.to_thread(cls, files)

    def close(self) -> None:
        """Remove it."""
        self._folder.cleanup()
