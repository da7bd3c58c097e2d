"""Remembers what each project may read, and looks again when its folders have changed."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Iterable
from pathlib import Path

from .readable import Readable, readable

FRESH_S = 2.0
"""A look is trusted for this long."""
MAX_PROJECTS = 8


class Access:
    """A cache of `readable`, by roots."""

    def __init__(self) -> None:
        self._known: dict[frozenset[Path], tuple[Readable, float]] = {}

    async def to(self, roots: Iterable[Path]) -> Readable:
        """What may be read below the roots now, at most FRESH_S old."""
        key = frozenset(roots)
        found, looked_at = self._known.get(key, (None, 0.0))
        if found is None or time.monotonic() - looked_at > FRESH_S:
            found = await asyncio.to_thread(_look, found, key)
            self._known.pop(key, None)
            self._known[key] = (found, time.monotonic())
            for old in list(self._known)[:-MAX_PROJECTS]:
                del self._known[old]
        return found


def _look(known: Readable | None, roots: frozenset[Path]) -> Readable:
    return known if known and known.is_current() else readable(roots)


def beside(packages: Iterable[str], path: Iterable[str]) -> list[Path]:
    """Folders of `sys.path` that are not the interpreter's own: where packages are installed for editing."""
    own = [os.path.realpath(folder) + os.sep for folder in (*packages, "/usr")]
    real = [os.path.realpath(folder) for folder in path if os.path.isdir(folder)]
    return [Path(folder) for folder in real if not (folder + os.sep).startswith(tuple(own))]
