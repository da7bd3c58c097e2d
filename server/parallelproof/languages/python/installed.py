"""The installed distributions of an interpreter, read from its folders without running it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

_FOLDERS = (
    "lib/python3*/site-packages",
    "lib/python3*/dist-packages",
    "lib/python3/dist-packages",
    "Lib/site-packages",
)
_REQUIRES = re.compile(r"(?m)^Requires-Dist:\s*([\w.-]+)")


class Installed:
    """What an interpreter can import besides the project; names and versions are as of the first question."""

    def __init__(self, python: Path) -> None:
        self.interpreter = _identity(python)
        self._folders = site_packages(python)
        self._infos: dict[str, Path] | None = None
        self._versions: dict[str, str] = {}
        self._stamp: tuple[int, ...] = ()

    def version(self, module: str) -> str:
        """The distribution behind a top-level module with what it requires, as "name version" lines.

        "" for the standard library; everything that is installed where no distribution is known by the name.
        """
        if module in sys.stdlib_module_names:
            return ""
        stamp = tuple(folder.stat().st_mtime_ns for folder in self._folders if folder.is_dir())
        if self._infos is None or stamp != self._stamp:
            self._infos, self._versions, self._stamp = self._list(), {}, stamp
        if module not in self._versions:
            self._versions[module] = self._look_up(module, self._infos)
        return self._versions[module]

    def _list(self) -> dict[str, Path]:
        infos: dict[str, Path] = {}
        for folder in self._folders:
            for info in sorted([*folder.glob("*.dist-info"), *folder.glob("*.egg-info")]):
                infos.setdefault(_normal(info.name.split("-")[0]), info)
        return infos

    def _look_up(self, module: str, infos: dict[str, Path]) -> str:
        owner = _normal(module) if _normal(module) in infos else next(_owners(module, infos), "")
        if not owner:
            return "unknown " + module + "\n" + "\n".join(sorted(info.name for info in infos.values()))
        found: set[str] = set()
        wanted = [owner]
        while wanted:
            name = wanted.pop()
            if name in infos and name not in found:
                found.add(name)
                wanted += [_normal(required) for required in _REQUIRES.findall(_text(infos[name] / "METADATA"))]
        return "\n".join(sorted(infos[name].name for name in found))


def _owners(module: str, infos: dict[str, Path]) -> Iterator[str]:
    """Distributions that bring a module of another name, as PyYAML does `yaml`."""
    for name, info in infos.items():
        if module in _text(info / "top_level.txt").split():
            yield name
    record = re.compile(rf"(?m)^{re.escape(module)}(?:/|\.(?:\w|-|\.)*(?:py|so|pyd),)")
    for name, info in infos.items():
        if record.search(_text(info / "RECORD")):
            yield name


def site_packages(python: Path) -> list[Path]:
    """The folders that an interpreter imports installed packages from."""
    own, base = python.parent.parent, python.resolve().parent.parent
    try:
        isolated = "true" not in _text(own / "pyvenv.cfg").partition("include-system-site-packages")[2].split("\n")[0]
    except OSError:
        isolated = False
    prefixes = [own] if isolated and (own / "pyvenv.cfg").is_file() else [own, base, base / "local"]
    found = (folder for prefix in prefixes for pattern in _FOLDERS for folder in sorted(prefix.glob(pattern)))
    return list(dict.fromkeys(found))


def _identity(python: Path) -> str:
    """The interpreter's path and the state of its file, which an upgrade changes."""
    try:
        state = python.stat()
    except OSError:
        return str(python)
    return f"{python} {python.resolve()} {state.st_size} {state.st_mtime_ns}"


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "_", name).lower()


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace")
    except OSError:
        return ""
