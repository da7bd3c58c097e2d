"""Which files ignore files hide from a search, by the rules that ripgrep follows."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from pathspec import GitIgnoreSpec

from ..net.ignored import OWN_FILE, rules

RIPGREP = ((".rgignore",), (".ignore",), (".gitignore",), (".git/info/exclude",), (OWN_FILE,))
"""Kinds of ignore files; what an earlier one says holds against what later ones say."""


class Ignores:
    """Reads ignore files from a folder upward and downward as it is asked about paths. Blocks."""

    def __init__(self, root: Path, kinds: Sequence[Sequence[str]] = RIPGREP) -> None:
        self._root, self._kinds = root, kinds
        self._specs: dict[Path, GitIgnoreSpec | None] = {}
        self._above = list(_up_to_repository(root))

    def hides(self, path: Path, is_folder: bool) -> bool:
        """Whether a file or folder below the root is ignored, its own folders aside."""
        return any(self._says(kinds, path, is_folder) for kinds in self._decided(path, is_folder))

    def hides_any(self, path: Path) -> bool:
        """Whether a file, or a folder on the way to it, is ignored."""
        folders = [folder for folder in path.parents if folder != self._root and folder.is_relative_to(self._root)]
        return any(self.hides(folder, True) for folder in folders) or self.hides(path, False)

    def _decided(self, path: Path, is_folder: bool) -> Iterator[Sequence[str]]:
        """The first kind that says anything; our own file hides whatever the others say."""
        for kinds in self._kinds:
            if kinds != (OWN_FILE,) and self._says(kinds, path, is_folder) is not None:
                yield kinds
                break
        if (OWN_FILE,) in self._kinds:
            yield (OWN_FILE,)

    def _says(self, names: Sequence[str], path: Path, is_folder: bool) -> bool | None:
        for folder in self._folders(path):
            for name in names:
                spec = self._spec(folder / name)
                said = spec.check_file(path.relative_to(folder).as_posix() + "/" * is_folder).include if spec else None
                if said is not None:
                    return said
        return None

    def _folders(self, path: Path) -> Iterator[Path]:
        """The folders whose ignore files speak of a path, the nearest first."""
        yield from (folder for folder in path.parents if folder.is_relative_to(self._root))
        yield from self._above

    def _spec(self, file: Path) -> GitIgnoreSpec | None:
        if file not in self._specs:
            try:
                self._specs[file] = rules(file)
            except OSError:
                self._specs[file] = None
        return self._specs[file]


def _up_to_repository(root: Path) -> Iterator[Path]:
    """The folders above a root whose ignore files count: up to the one that holds the repository."""
    for folder in (root, *root.parents):
        if folder != root:
            yield folder
        if os.path.exists(folder / ".git"):
            return
