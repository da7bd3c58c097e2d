"""What a unit's result rests on: the definitions it reaches in the project, its tests, and what is installed."""

from __future__ import annotations

import builtins
import hashlib
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from ...domain import Definition, Project, Reach
from .bindings import Import
from .facts import MADE, OPERATORS, Facts, FileFacts, read
from .installed import Installed
from .project import package_parent
from .suite import Suite

_BUILTINS = frozenset(dir(builtins))
_COMMON = frozenset({OPERATORS}).union(*map(dir, (str, bytes, list, dict, set, tuple, int, float)))
_MODULES_S = 1.0
_NO_TEXTS: Mapping[Path, str] = {}


class Reacher:
    """Answers for one project; keeps what it has parsed for as long as the files stay as they are."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.installed = Installed(project.python)
        self._facts: dict[Path, tuple[object, FileFacts]] = {}
        self._modules: dict[tuple[str, int, Path], Path | None] = {}
        self._modules_at = 0.0
        self._suite = Suite(project, self.module)

    def reach(self, path: Path, text: str, entry: str, texts: Mapping[Path, str] = _NO_TEXTS) -> Reach:
        """What the callable `entry` of a file rests on. `text` and `texts`, open editors', come before the disk."""
        path = path.absolute()
        walk = _Walk(self, {**texts, path: text})
        walk.file(path)
        walk.definition(path, entry.split(".")[0])
        walk.run()
        tests, used = self._suite.look(path, texts)
        walk.lend(used)
        walk.run()
        return Reach(frozenset(walk.definitions), self._digest(tests, walk))

    def facts(self, path: Path, texts: Mapping[Path, str]) -> FileFacts | None:
        """The facts of a file, None where it cannot be read."""
        if path in texts:
            key: object = texts[path]
        else:
            try:
                state = path.stat()
            except OSError:
                return None
            key = (state.st_mtime_ns, state.st_size)
        known = self._facts.get(path)
        if known is None or known[0] != key:
            text = texts[path] if path in texts else _read(path)
            known = self._facts[path] = (key, read(text))
        return known[1]

    def module(self, name: str, level: int, importer: Path) -> Path | None:
        """The project's file behind a module as `importer` names it, None for one that is installed elsewhere.

        Which files there are is looked up again after a second; what is in them, each time.
        """
        now = time.monotonic()
        if now - self._modules_at > _MODULES_S:
            self._modules, self._modules_at = {}, now
        key = (name, level, importer.parent)
        if key not in self._modules:
            self._modules[key] = self._find(name, level, importer)
        return self._modules[key]

    def _find(self, name: str, level: int, importer: Path) -> Path | None:
        if level:
            folders: Iterable[Path] = [importer.parents[level - 1]] if level <= len(importer.parents) else []
        else:
            folders = dict.fromkeys((*self.project.import_paths, package_parent(importer)))
        for folder in folders:
            place = folder.joinpath(*name.split(".")) if name else folder
            for file in (place / "__init__.py", place.with_name(place.name + ".py")):
                if file.is_file():
                    return file
        return None

    def _digest(self, tests: str, walk: _Walk) -> str:
        lines = [self.installed.interpreter, tests]
        lines += (f"{self._relative(file)}::{name}\n{text}" for file, name, text in walk.sources())
        lines += (f"{module}: {self.installed.version(module)}" for module in sorted(walk.modules))
        return hashlib.blake2b("\0".join(lines).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    def _relative(self, path: Path) -> str:
        return (path.relative_to(self.project.root) if path.is_relative_to(self.project.root) else path).as_posix()


class _Walk:
    """One search: from a definition to all it rests on. Each definition and file is visited once."""

    def __init__(self, reacher: Reacher, texts: Mapping[Path, str]) -> None:
        self.reacher, self.texts = reacher, texts
        self.definitions: set[Definition] = set()
        self.modules: set[str] = set()
        self._files: dict[Path, FileFacts] = {}
        self._lenders: dict[Path, FileFacts] = {}
        self._attributes: set[str] = {OPERATORS}
        self._visited: set[Definition] = set()
        self._waiting: list[Definition] = []
        self._handed: set[tuple[Path, str, tuple[str, ...]]] = set()
        self._handing: list[tuple[Path, str, tuple[str, ...]]] = []

    def run(self) -> None:
        """Until nothing new is reached."""
        while self._waiting or self._handing:
            if self._handing:
                self._hand_on(*self._handing.pop())
                continue
            path, name = self._waiting.pop()
            for item in self._files[path].loads if not name else ():
                self._loaded(path, item)
            for facts in self._files[path].definitions.get(name, ()):
                self._follow(path, facts)
            for writer in self._files[path].writers(name) if name else ():
                self.definition(path, writer)

    def sources(self) -> Iterator[tuple[Path, str, str]]:
        """Every reached definition with its source, in a settled order."""
        for path, name in sorted(self.definitions):
            file = self._files.get(path) or self._lenders[path]
            for facts in file.definitions.get(name, ()):
                yield path, name, facts.source

    def file(self, path: Path) -> FileFacts | None:
        """Loading a file runs its other statements and loads what it imports."""
        if path in self._files:
            return self._files[path]
        facts = self.reacher.facts(path, self.texts)
        if facts is None:
            return None
        self._files[path] = facts
        self._visit(path, "")
        self._packages(path)
        for attribute in self._attributes:
            self._own(path, attribute)
        self._hold(path, facts, MADE)
        return facts

    def lend(self, files: Iterable[Path]) -> None:
        """Arguments may be objects of classes in these files: those are reached that have what was asked for so far.

        Names that Python's own types have too do not count: nearly every class would be reached through them.
        """
        asked = self._attributes - _COMMON
        for path in files:
            facts = self.reacher.facts(path, self.texts)
            if facts is None:
                continue
            for attribute in asked & facts.owners.keys():
                for owner in facts.owners[attribute]:
                    self.definition(path, owner)
            self._lenders[path] = facts
            self._hold(path, facts, MADE)
            self._hold(path, facts, OPERATORS)

    def _hold(self, path: Path, facts: FileFacts, attribute: str) -> None:
        """Classes that any object may be of: what they say counts, but not all that they rest on in turn."""
        self.definitions.update((path, owner) for owner in facts.owners.get(attribute, ()))

    def _packages(self, path: Path) -> None:
        """Loading a module loads the packages around it first."""
        folder = path.parent
        while (folder / "__init__.py").is_file() and folder.parent != folder:
            package, folder = folder / "__init__.py", folder.parent
            if package not in self._files and (facts := self.reacher.facts(package, self.texts)):
                self._files[package] = facts
                self._visit(package, "")

    def definition(self, path: Path, name: str, rest: Sequence[str] = ()) -> None:
        """A definition of a file that is named; the whole file where it has none of that name."""
        facts = self.file(path)
        if facts is None:
            return
        if name in facts.definitions:
            self._handed_on(path, name, rest)
        elif name not in ("", "*"):
            self._whole(path)

    def _visit(self, path: Path, name: str) -> None:
        if (path, name) not in self._visited:
            self._visited.add((path, name))
            self.definitions.add((path, name))
            self._waiting.append((path, name))

    def _whole(self, path: Path) -> None:
        facts = self.file(path)
        for name in facts.definitions if facts else ():
            self._handed_on(path, name, ())

    def _follow(self, path: Path, facts: Facts) -> None:
        if facts.dynamic:
            self._whole(path)
        local: dict[str, list[Import]] = {}
        for item in facts.imports:
            local.setdefault(item.bound, []).append(item)
            self._loaded(path, item)
        stars = [item for item in (*self._files[path].loads, *facts.imports) if item.name == "*"]
        for star in stars:
            self._star(path, star)
        for chain in facts.chains:
            root, *rest = chain.split(".")
            for item in local.get(root, ()):
                self._imported(path, item, rest)
            self._named(path, root, rest)
        for attribute in facts.attributes - self._attributes:
            self._attributes.add(attribute)
            for file in list(self._files):
                self._own(file, attribute)

    def _named(self, path: Path, root: str, rest: Sequence[str]) -> None:
        """A name of the file; one of Python's own is noted too, since a definition may come to hide it."""
        file = self._files[path]
        if root in file.definitions:
            self._handed_on(path, root, rest)
        elif root in _BUILTINS:
            self.definitions.add((path, root))

    def _imported(self, path: Path, item: Import, rest: Sequence[str]) -> None:
        """What an import's name, followed by attributes, stands for."""
        module = item.module
        if item.name is not None:
            file = self.reacher.module(module, item.level, path)
            facts = self.file(file) if file else None
            if file and facts and item.name in facts.definitions:
                return self._handed_on(file, item.name, rest)
            module = f"{module}.{item.name}" if module else item.name
        elif not item.aliased:
            module, rest = self._longest(item.module, rest)
        self._attribute_of(path, module, item, rest)

    def _handed_on(self, path: Path, name: str, rest: Sequence[str]) -> None:
        """A definition, and where that is an import, what it and the attributes that follow stand for."""
        self._visit(path, name)
        handed = (path, name, tuple(rest))
        if name and handed not in self._handed:
            self._handed.add(handed)
            self._handing.append(handed)

    def _hand_on(self, path: Path, name: str, rest: Sequence[str]) -> None:
        for item in self._files[path].loads:
            if item.bound == name:
                self._imported(path, item, rest)

    def _attribute_of(self, path: Path, module: str, item: Import, rest: Sequence[str]) -> None:
        file = self.reacher.module(module, item.level, path)
        if file is None and item.name is not None:
            file = self.reacher.module(item.module, item.level, path)
            rest = [item.name]
        if file is None:
            if not item.level:
                self.modules.add(module.split(".")[0])
        elif rest:
            self.definition(file, rest[0], rest[1:])
        else:
            self._whole(file)

    def _longest(self, module: str, rest: Sequence[str]) -> tuple[str, Sequence[str]]:
        """`import a.b` and `a.b.c`: the module "a.b" and its attributes ["c"]."""
        parts = module.split(".")
        if list(rest[: len(parts) - 1]) == parts[1:]:
            return module, rest[len(parts) - 1 :]
        return parts[0], rest

    def _loaded(self, path: Path, item: Import) -> None:
        """The files that an import loads, whether or not its name is used."""
        for name in (item.module, f"{item.module}.{item.name}".lstrip(".") if item.name else item.module):
            file = self.reacher.module(name, item.level, path)
            if file and file != path:
                self.file(file)

    def _star(self, path: Path, item: Import) -> None:
        file = self.reacher.module(item.module, item.level, path)
        if file:
            self._whole(file)
        elif not item.level:
            self.modules.add(item.module.split(".")[0])

    def _own(self, path: Path, attribute: str) -> None:
        """The classes of a file that have an attribute, since an object of theirs may be what is asked for it."""
        for owner in self._files[path].owners.get(attribute, ()):
            self._visit(path, owner)


def _read(path: Path) -> str:
    try:
        # What is not UTF-8 stays what it is, so that a change of it is seen.
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError:
        return ""
