"""Outlines of files, kept for as long as the files stay as they are, and where a package has a name from."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ..languages.python.modules import Modules
from ..languages.python.outline import Outline, outline
from ..search.lines import read_text

_MOST_KEPT = 2_000
_DEEPEST = 4
_EMPTY = Outline((), (), None)


class Outlines:
    """Reads files when asked; a file that cannot be read has an empty outline. Blocks."""

    def __init__(self) -> None:
        self._kept: dict[Path, tuple[tuple[int, int], Outline]] = {}

    def read(self, path: Path) -> Outline:
        """The outline of a file as it is now."""
        try:
            state = path.stat()
        except OSError:
            return _EMPTY
        key = (state.st_mtime_ns, state.st_size)
        known = self._kept.get(path)
        if known is None or known[0] != key:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            known = self._kept[path] = (key, outline(read_text(path)))
        return known[1]

    def origin(self, path: Path, name: str, modules: Modules, depth: int = 0) -> Path | None:
        """The file that defines what a name of a file stands for, None where no file of the project does."""
        if path not in self._kept and not _may_have(path, name):
            return None
        found = self.read(path)
        for item in found.imports if depth < _DEEPEST else ():
            file = modules.file(item.module, item.level, path) if item.bound in (name, "*") and item.name else None
            if file and item.bound == name and item.name:
                whole = f"{item.module}.{item.name}".lstrip(".")
                return self.origin(file, item.name, modules, depth + 1) or modules.file(whole, item.level, path)
            if file and item.bound == "*" and name in self.read(file).public:
                return self.origin(file, name, modules, depth + 1)
        return path if found.find(name) else None

    def shortest(self, path: Path, name: str, module: str, modules: Modules) -> str:
        """The shortest public package that hands on a definition, else its own module.

        Packages that the document stands in do not count: importing from them would come back to it.
        """
        parts = module.split(".")
        here = modules.name(modules.document)
        for count in range(1, len(parts)):
            package = ".".join(parts[:count])
            file = modules.file(package, 0, modules.document)
            is_around = here == package or here.startswith(package + ".")
            if file is None or file.name != "__init__.py" or file == path or is_around:
                continue
            exports = self.read(file).exports
            if (exports is None or name in exports) and self.origin(file, name, modules) == path:
                return package
        return module


@cache
def shared() -> Outlines:
    """The outlines of this process."""
    return Outlines()


def _may_have(path: Path, name: str) -> bool:
    """Whether a file speaks of a name, or of all names of others: much quicker to tell than its outline."""
    text = read_text(path)
    return name in text or "import *" in text
