"""How a rewrite gets at a name of the standard library: by an import that is there already, or by one more line."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from ...languages.python.importing import with_line
from .source import Source


@dataclass(frozen=True, slots=True)
class Import:
    """What to write where the name is used, and the line the module needs for it, if any."""

    use: str
    line: str | None = None


def imported(source: Source, target: str) -> Import | None:
    """How to use `module.name` here; None where every way is taken by something else."""
    module, _, name = target.rpartition(".")
    for statement in source.tree.body:
        match statement:
            case ast.ImportFrom(module=known, names=names, level=0) if known == module:
                found = next((alias for alias in names if alias.name == name), None)
                if found and not _rebound(source, found.asname or name):
                    return Import(found.asname or name)
            case ast.Import(names=names):
                found = next((alias for alias in names if alias.name == module), None)
                if found and not _rebound(source, (found.asname or module).partition(".")[0]):
                    return Import(f"{found.asname or module}.{name}")
    return _new(source, module, name)


def _new(source: Source, module: str, name: str) -> Import | None:
    if name not in source.names:
        return Import(name, f"from {module} import {name}")
    if module not in source.names:
        return Import(f"{module}.{name}", f"import {module}")
    alias = f"_{name}"
    return None if alias in source.names else Import(alias, f"from {module} import {name} as {alias}")


def _rebound(source: Source, name: str) -> bool:
    return name in source.bound


def with_imports(text: str, lines: list[str]) -> str:
    """A rewritten text with more import lines where they belong."""
    for line in lines:
        text = with_line(text, line)
    return text
