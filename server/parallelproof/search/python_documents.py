"""What the source of an installed package says of a dotted name: its signature, its first words, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from ..languages.python.syntax import decode
from . import own_builtins
from .contents import DOTTED, Contents, Entry, read
from .module_files import Surroundings

_FILE_BYTES = 600_000
"""Larger files are generated, and would be parsed for too long."""
_STEPS = 64
"""Imports, aliases and base classes that are followed for one name; there may be circles."""
_MAKERS = ("__init__", "__new__")


@dataclass(frozen=True, slots=True)
class Documented:
    """A name with what its source says; `path` is None for what has no source. `name` is as it was asked for."""

    name: str
    entry: Entry
    path: Path | None


class PythonDocuments:
    """Answers for one interpreter. Blocks on files; what was read is kept for as long as a file stays as it is."""

    def __init__(self, where: Surroundings) -> None:
        self._where = where

    def find(self, name: str) -> Documented | None:
        """What a dotted name stands for, re-exports and base classes followed; None where it is not seen to exist."""
        found = _Walk(self._where).dotted(name)
        return replace(found, name=name) if found else None


class _Walk:
    """One search; ends after so many steps, wherever it is."""

    def __init__(self, where: Surroundings) -> None:
        self._where = where
        self._steps = 0

    def dotted(self, name: str) -> Documented | None:
        """The longest part of the name that is a module, and in it the rest."""
        parts = name.split(".")
        for cut in range(len(parts), 0, -1):
            module, rest = ".".join(parts[:cut]), parts[cut:]
            if found := self._in_module(module, rest):
                return found
        return None

    def _in_module(self, module: str, names: Sequence[str]) -> Documented | None:
        self._steps += 1
        if self._steps > _STEPS:
            return None
        files = self._where.sources(module)
        for file in files:
            contents = _contents(file, module)
            if not names:
                return Documented(module, Entry("module", 1, doc=contents.doc), file)
            if found := self._in_contents(contents, module, names, file):
                return found
        own = own_builtins.entry(module, tuple(names))
        return Documented(module, own, None) if own else None

    def _in_contents(self, contents: Contents, module: str, names: Sequence[str], file: Path) -> Documented | None:
        entry = contents.names.get(names[0])
        if entry is None:
            stars = (self._in_module(star, names) for star in contents.stars)
            return next(filter(None, stars), None)
        if entry.target:
            return self.dotted(".".join([entry.target, *names[1:]]))
        if DOTTED.fullmatch(entry.alias):
            holder = "builtins" if entry.alias == names[0] else module
            found = self._in_module(holder, [*entry.alias.split("."), *names[1:]])
            return found or (None if names[1:] else Documented(names[0], entry, file))
        if entry.maker and names[1:] and DOTTED.fullmatch(entry.maker):
            return self._in_module(module, [*entry.maker.split("."), *names[1:]])
        return self._member(entry, module, names[1:], file)

    def _member(self, entry: Entry, module: str, names: Sequence[str], file: Path) -> Documented | None:
        if entry.kind == "class" and not names:
            maker = next(filter(None, (self._attribute(entry, module, [name], file) for name in _MAKERS)), None)
            if maker:
                entry = replace(entry, signature=maker.entry.signature, parameters=maker.entry.parameters)
        return self._attribute(entry, module, names, file) if names else Documented(module, entry, file)

    def _attribute(self, entry: Entry, module: str, names: Sequence[str], file: Path) -> Documented | None:
        """An attribute of a class, its own or a base's."""
        own = entry.members.get(names[0])
        if own is not None and not own.alias:
            return self._member(own, module, names[1:], file)
        if own is not None and (same := entry.members.get(own.alias)):
            return self._member(same, module, names[1:], file)
        bases = (self._in_module(module, [*base.split("."), *names]) for base in entry.bases)
        found = next(filter(None, bases), None)
        return found or (Documented(names[0], own, file) if own and not names[1:] else None)


def _contents(file: Path, module: str) -> Contents:
    try:
        state = file.stat()
    except OSError:
        return _EMPTY
    return _read(file, module, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=96)
def _read(file: Path, module: str, mtime_ns: int, size_bytes: int) -> Contents:
    if size_bytes > _FILE_BYTES:
        return _EMPTY
    try:
        text = decode(file.read_bytes())
    except (OSError, UnicodeDecodeError):
        return _EMPTY
    return read(text, module if file.stem == "__init__" else module.rpartition(".")[0])


_EMPTY = Contents("", {}, ())
