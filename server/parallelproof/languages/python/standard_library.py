"""Where the standard library keeps a name: read from its own `__all__` lists and imports, once, when first asked."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import re
import sys
import sysconfig
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.machinery import ExtensionFileLoader
from pathlib import Path
from types import ModuleType

from .outline import Defined, outline

_LEFT_OUT = frozenset({
    "test", "tests", "idlelib", "lib2to3", "turtledemo", "ensurepip", "distutils", "site-packages", "dist-packages",
    "__pycache__", "lib-dynload", "config", "pydoc_data", "msilib", "antigravity", "this",
})  # fmt: skip
_ALL = re.compile(r"(?m)^__all__\s*(?::[^=\n]+)?\+?=\s*([\[(][^\])]*[\])])")
_STAR = re.compile(r"(?m)^\s*from\s+(\.?\w+)\s+import\s+\*")
_PUBLIC = re.compile(r"(?m)^(?:async\s+def|def|class)\s+([^\W_]\w*)|^([A-Z]\w*)\s*=(?!=)")
_FROM = re.compile(r"(?m)^[ \t]*from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|[^\n(#]+)")
_IMPORT = re.compile(r"(?m)^[ \t]*import[ \t]+([\w.]+)")


_KNOWN_SHARE = 0.1
_SPEAKS_TO_THE_TERMINAL = "readline"


@dataclass(frozen=True, slots=True)
class Standard:
    """One place of a name: `name` is None where it is the module itself. `uses` is how often the library imports it."""

    module: str
    name: str | None
    uses: int


@dataclass(slots=True)
class _Table:
    files: dict[str, Path] = field(default_factory=dict)
    places: dict[str, list[str]] = field(default_factory=dict)
    uses: Counter[tuple[str, str]] = field(default_factory=Counter)
    module_uses: Counter[str] = field(default_factory=Counter)

    def known(self, name: str) -> list[str]:
        """The modules that have a name, but those that hand on what a shorter one has, and those hardly anyone uses."""
        modules = self.places.get(name, [])
        own = [module for module in modules if module.rpartition(".")[0] not in modules]
        used = {module: self.uses[module, name] * 10 + self.module_uses[module] for module in own}
        least = max(used.values(), default=0) * _KNOWN_SHARE
        return sorted((module for module in own if used[module] >= least), key=lambda module: (-used[module], module))


def standard(name: str) -> tuple[Standard, ...]:
    """The places of a name in the standard library, the best known first. Blocks at the first call."""
    table = _table()
    found = [Standard(module, name, table.uses[module, name]) for module in table.known(name)]
    if name in sys.stdlib_module_names and not name.startswith("_"):
        found.append(Standard(name, None, table.uses[name, ""]))
    return tuple(sorted(found, key=lambda item: -item.uses))


def names_of(module: str) -> frozenset[str]:
    """What a module of the standard library has; only what is public where it is not loaded here."""
    if module in sys.modules:
        return frozenset(dir(sys.modules[module]))
    return frozenset(name for name, modules in _table().places.items() if module in modules)


def is_module(dotted: str) -> bool:
    """Whether the standard library has a module of that name, with source or loaded."""
    return dotted in sys.modules or dotted in _table().files


def loaded(module: str, name: str) -> object | None:
    """What a name of the standard library stands for where its module is loaded in this process."""
    return getattr(sys.modules.get(module), name, None)


@cache
def definition(module: str, name: str) -> Defined | None:
    """The definition of a name, where the library's own source shows it. Blocks."""
    file = _table().files.get(module)
    if file is None:
        return None
    found = outline(_text(file))
    if known := found.find(name):
        return known
    for item in found.imports:
        if item.bound == name and item.name:
            return definition(_absolute(item.module, item.level, module, file), item.name)
        if item.bound == "*" and (known := definition(_absolute(item.module, item.level, module, file), name)):
            return known
    return None


def _absolute(module: str, level: int, importer: str, file: Path) -> str:
    if not level:
        return module
    parts = importer.split(".")
    parts = parts if file.name == "__init__.py" else parts[:-1]
    return ".".join([*parts[: len(parts) - level + 1], *([module] if module else [])])


@cache
def _table() -> _Table:
    table, texts = _Table(), {}
    for module, file in _modules():
        table.files[module] = file
        texts[module] = _text(file)
    for module, text in texts.items():
        if not any(part.startswith("_") for part in module.split(".")):
            for name in dict.fromkeys(_exported(module, texts, table.files)):
                table.places.setdefault(name, []).append(module)
        for match in _FROM.finditer(text):
            names = re.findall(r"(?:^|[(,])\s*(\w+)", match[2])
            table.uses.update((match[1], name) for name in names)
            table.module_uses[match[1]] += 1
        modules = [match[1] for match in _IMPORT.finditer(text)]
        table.uses.update((imported, "") for imported in modules)
        table.module_uses.update(modules)
    for module, has in _compiled(table.files):
        for name in has:
            table.places.setdefault(name, []).append(module)
    return table


def _compiled(files: dict[str, Path]) -> Iterator[tuple[str, list[str]]]:
    """Modules without source, and other names of modules (`os.path`), which are asked themselves."""
    for module in sorted(sys.stdlib_module_names - files.keys()):
        if not module.startswith("_") and module != _SPEAKS_TO_THE_TERMINAL:
            found = sys.modules.get(module) or _imported(module)
            yield module, [name for name in dir(found) if not name.startswith("_")] if found else []
    for module, found in list(sys.modules.items()):
        if (
            module[0] != "_"
            and module.partition(".")[0] in sys.stdlib_module_names
            and getattr(found, "__name__", module) != module
        ):
            yield module, list(getattr(found, "__all__", ()))


def _imported(module: str) -> ModuleType | None:
    """A compiled module of the standard library, None where this platform has none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            spec = importlib.util.find_spec(module)
            is_compiled = spec is not None and isinstance(spec.loader, ExtensionFileLoader)
            return importlib.import_module(module) if is_compiled or module in sys.builtin_module_names else None
        except ImportError:
            return None


def _modules() -> Iterator[tuple[str, Path]]:
    root = Path(sysconfig.get_path("stdlib"))
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            name = path.name
            if name in _LEFT_OUT or name.startswith("config-"):
                continue
            if path.is_dir() and (path / "__init__.py").is_file():
                waiting.append(path)
            elif name.endswith(".py"):
                parts = path.relative_to(root).with_suffix("").parts
                yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), path


def _exported(module: str, texts: dict[str, str], files: dict[str, Path], depth: int = 0) -> list[str]:
    if isinstance(own := getattr(sys.modules.get(module), "__all__", None), list | tuple):
        return list(own)
    text = texts.get(module, "")
    lists = [_literal(match[1]) for match in _ALL.finditer(text)]
    names = [name for names in lists if names for name in names]
    if names and all(lists):
        return names
    for match in _STAR.finditer(text) if depth < 2 else ():
        bare = match[1].lstrip(".")
        names += _exported(_absolute(bare, len(match[1]) - len(bare), module, files[module]), texts, files, depth + 1)
    return names or [first or second for first, second in _PUBLIC.findall(text)]


def _literal(source: str) -> list[str]:
    """The texts of a list that is written out, none where it is computed."""
    try:
        value = ast.literal_eval(source)
    except (ValueError, SyntaxError):
        return []
    return [name for name in value if isinstance(name, str)] if isinstance(value, list | tuple) else []


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace")
    except OSError:
        return ""
