"""The test files of a project: their content, and which files of the project their inputs can come from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from ...domain import Project
from .bindings import Import
from .facts import imported

_NOT_ENTERED = frozenset({"__pycache__", "node_modules", "site-packages"})
_State = tuple[str, tuple[int, int] | str]
"""A file with its time and size, or its text in an editor."""
Resolve = Callable[[str, int, Path], Path | None]


class Suite:
    """Looks at every test file's time and size when asked, and reads those that changed."""

    def __init__(self, project: Project, resolve: Resolve) -> None:
        self._project, self._resolve = project, resolve
        self._known: dict[Path, tuple[object, str, tuple[Import, ...]]] = {}
        self._last: tuple[object, str, tuple[Path, ...]] = (None, "", ())

    def look(self, path: Path, texts: Mapping[Path, str]) -> tuple[str, tuple[Path, ...]]:
        """The digest of all tests that concern a file, and the files of the project that these import."""
        # Plain text, not paths, since all of this is compared for every unit.
        opened = {str(file): text for file, text in texts.items()}
        key = sorted({test: opened.get(test, state) for test, state in self._files(path)}.items())
        if key != self._last[0]:
            states = {Path(test): state for test, state in key}
            read = [self._read(test, state) for test, state in states.items()]
            lines = (f"{self._name(test)} {digest}" for test, (digest, _) in zip(states, read, strict=True))
            used = (self._used(test, items) for test, (_, items) in zip(states, read, strict=True))
            files = tuple(dict.fromkeys(file for found in used for file in found))
            self._last = (key, _digest("\n".join(lines).encode("utf-8", "surrogateescape")), files)
        return self._last[1], self._last[2]

    def _files(self, path: Path) -> Iterator[_State]:
        """Test files with their states; of a folder with the file itself in it, those alone that pytest would run."""
        for test in self._project.tests:
            if test.is_dir():
                is_mixed = path.is_relative_to(test)
                yield from (found for found in _python_files(test) if not is_mixed or _is_test(found[0]))
            else:
                yield from _states(str(test))
        for folder in path.parents:
            if folder.is_relative_to(self._project.root):
                yield from _states(str(folder / "conftest.py"))

    def _read(self, test: Path, state: object) -> tuple[str, tuple[Import, ...]]:
        known = self._known.get(test)
        if known is None or known[0] != state:
            try:
                content = state.encode("utf-8", "surrogatepass") if isinstance(state, str) else test.read_bytes()
            except OSError:
                content = b""
            known = self._known[test] = (state, _digest(content), imported(content))
        return known[1], known[2]

    def _used(self, test: Path, items: tuple[Import, ...]) -> Iterator[Path]:
        for item in items:
            for name in (item.module, f"{item.module}.{item.name}".lstrip(".") if item.name else item.module):
                if file := self._resolve(name, item.level, test):
                    yield file

    def _name(self, path: Path) -> str:
        root = self._project.root
        return (path.relative_to(root) if path.is_relative_to(root) else path).as_posix()


def _python_files(folder: Path) -> Iterator[_State]:
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if name[0] != "." and name not in _NOT_ENTERED]
        if "pyvenv.cfg" in files:
            folders.clear()
            continue
        for name in files:
            if name.endswith(".py"):
                yield from _states(os.path.join(place, name))


def _states(file: str) -> Iterator[_State]:
    try:
        state = os.stat(file)
    except OSError:
        return
    yield file, (state.st_mtime_ns, state.st_size)


def _is_test(file: str) -> bool:
    name = os.path.basename(file)
    return name.startswith("test_") or name.endswith("_test.py") or name == "conftest.py"


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=16).hexdigest()
