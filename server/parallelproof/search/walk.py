"""The search of `ripgrep.py` in Python alone, for where there is no ripgrep."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event

from .ignore_files import Ignores
from .lines import MAX_FILE_BYTES, NOT_ENTERED, SUFFIXES, FoundLine, Names, decoded, split


def walk(names: Names, folder: Path, timeout_s: float, cancelled: Event, is_deep: bool) -> tuple[list[FoundLine], bool]:
    """The lines below a folder that define or import the names, and whether time ran out first. Blocks."""
    end_s = time.monotonic() + timeout_s
    wanted = [name.encode() for name in names.names]
    found: list[FoundLine] = []
    for path in _files(folder, is_deep):
        if cancelled.is_set() or time.monotonic() > end_s:
            return found, True
        found += _within(names, wanted, path)
    return found, False


def _files(folder: Path, is_deep: bool) -> Iterator[Path]:
    """Python files that no ignore file hides; hidden ones and links are left out."""
    ignores = Ignores(folder)
    for at, folders, files in os.walk(folder):
        here = Path(at)
        seen = (name for name in folders if is_deep and name[0] != "." and name not in NOT_ENTERED)
        folders[:] = sorted(name for name in seen if not ignores.hides(here / name, True))
        for name in sorted(files):
            path = here / name
            if name[0] != "." and name.endswith(SUFFIXES) and not path.is_symlink() and not ignores.hides(path, False):
                yield path


def _within(names: Names, wanted: list[bytes], path: Path) -> Iterator[FoundLine]:
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            return
        data = path.read_bytes()
    except OSError:
        return
    if b"\0" in data or not any(name in data for name in wanted):
        return
    for number, line in enumerate(split(decoded(data)), 1):
        if names.match(line):
            yield from names.read(path, number, line)
