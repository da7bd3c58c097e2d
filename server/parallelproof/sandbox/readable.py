"""What of a project its code may read: everything but secrets, as few folders and files as possible.

Landlock allows whole folders only, so a folder with a secret somewhere below is replaced by its other entries.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from .secrecy import SOURCES, is_secret, is_secret_folder

MAX_ENTRIES = 50_000
"""Entries looked at in one project; what lies beyond them stays unreadable."""
MAX_HOME_ENTRIES = 5_000
"""The same where the project is the home folder."""
MAX_FOLDERS_DEEP, SOURCES_FOLDERS_DEEP = 40, 6
SKIPPED = frozenset({"node_modules", ".tox", ".nox", ".venv", "__pypackages__"})
"""Large, and not the project's code; the interpreter that runs it brings its own packages."""
SYSTEM = frozenset({"/proc", "/sys", "/dev", "/etc", "/run"})


@dataclass(frozen=True, slots=True)
class Readable:
    """Files and folders to allow whole, folders to list, and the folders it rests on with their times of change."""

    whole: tuple[str, ...]
    listed: tuple[str, ...]
    seen: tuple[tuple[str, int], ...]

    def is_current(self) -> bool:
        """Whether no entry came or went since."""
        return all(_changed_ns(path) == changed for path, changed in self.seen)


def readable(roots: Iterable[Path]) -> Readable:
    """What may be read below the roots. The home folder, or one above it, gives its Python sources only."""
    whole: list[str] = []
    seen: list[tuple[str, int]] = []
    folders = sorted({os.path.realpath(root) for root in roots})
    for folder in folders:
        home = _holds_home(folder)
        walk = _Walk(MAX_HOME_ENTRIES if home else MAX_ENTRIES)
        if walk.visit(folder, sources_only=home):
            whole.append(folder)
        whole += walk.whole
        seen += walk.seen
    return Readable(tuple(whole), tuple(folders), tuple(seen))


@dataclass(slots=True)
class _Walk:
    left: int = MAX_ENTRIES
    whole: list[str] = field(default_factory=list)
    seen: list[tuple[str, int]] = field(default_factory=list)

    def visit(self, folder: str, sources_only: bool, depth: int = 0) -> bool:
        """True if all of the folder may be read; else what may be has been added to `whole`."""
        self.seen.append((folder, _changed_ns(folder)))
        entries = self._entries(folder)
        if entries is None or depth > MAX_FOLDERS_DEEP:
            return False
        real = [entry for entry in entries if not entry.is_symlink()]  # a link needs no rule: its target does
        allowed = [entry.path for entry in real if self._may_read(entry, sources_only, depth)]
        if len(allowed) == len(real) and not sources_only:
            return True
        self.whole += allowed
        return False

    def _entries(self, folder: str) -> list[os.DirEntry[str]] | None:
        try:
            with os.scandir(folder) as scan:
                entries = sorted(scan, key=lambda entry: entry.is_dir(follow_symlinks=False))
        except OSError:
            return None
        self.left -= len(entries)
        return entries if self.left >= 0 else None

    def _may_read(self, entry: os.DirEntry[str], sources_only: bool, depth: int) -> bool:
        if not entry.is_dir(follow_symlinks=False):
            return not is_secret(entry.name) and (not sources_only or entry.name.endswith(SOURCES))
        if (
            entry.name in SKIPPED
            or entry.path in SYSTEM
            or is_secret_folder(entry.name)
            or _exists(entry.path, "pyvenv.cfg")
        ):
            return False
        if sources_only and (entry.name.startswith(".") or depth >= SOURCES_FOLDERS_DEEP):
            return False
        is_package = _exists(entry.path, "__init__.py")
        return self.visit(entry.path, is_secret(entry.name) or (sources_only and not is_package), depth + 1)


def _exists(folder: str, name: str) -> bool:
    return os.path.exists(os.path.join(folder, name))


def _holds_home(folder: str) -> bool:
    home = os.path.realpath(os.path.expanduser("~"))
    return os.path.commonpath((home, folder)) == folder


def _changed_ns(path: str) -> int:
    try:
        return os.stat(path).st_mtime_ns
    except OSError:
        return 0
