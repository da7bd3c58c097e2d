"""How a rewrite gets at a name of the standard library: by an import that is there already, or by one more line."""

from __future__ import annotations

import ast
import sys
from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class _Place:
    """Where new import lines go, and what must stand before and after them."""

    at: int
    before: str = ""
    after: str = ""


def _place(source: Source) -> _Place:
    """With the standard library's imports, else between `__future__` and the rest, else at the top of the code."""
    imports = _leading_imports(source.tree.body)
    standard = [statement for statement in imports if _is_standard(statement)]
    if standard:
        return _Place(_next_line(source, standard[-1]))
    future = [statement for statement in imports if _module(statement) == "__future__"]
    if future:
        at = _next_line(source, future[-1])
        return _Place(at, "\n", "" if source.text[at:].startswith(("\n", "\r\n")) else "\n")
    if imports:
        return _Place(source.line_start(source.extent(imports[0])[0]), "", "\n")
    if not _has_docstring(source.tree.body):
        return _Place(_top(source), "\n", "\n\n")
    at = _next_line(source, source.tree.body[0])
    return _Place(at, "\n", "" if source.text[at:].startswith(("\n\n", "\r\n\r\n")) else "\n\n")


def _leading_imports(body: list[ast.stmt]) -> list[ast.stmt]:
    found: list[ast.stmt] = []
    for statement in body[_has_docstring(body) :]:
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            break
        found.append(statement)
    return found


def _has_docstring(body: list[ast.stmt]) -> bool:
    return bool(body) and isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)


def _module(statement: ast.stmt) -> str | None:
    """The top-level module that an import names first; None for a relative one."""
    if isinstance(statement, ast.ImportFrom):
        return None if statement.level else (statement.module or "").partition(".")[0]
    return statement.names[0].name.partition(".")[0] if isinstance(statement, ast.Import) else None


def _is_standard(statement: ast.stmt) -> bool:
    module = _module(statement)
    return module != "__future__" and module in sys.stdlib_module_names


def _next_line(source: Source, statement: ast.stmt) -> int:
    line_end = source.text.find("\n", source.extent(statement)[1])
    return len(source.text) if line_end < 0 else line_end + 1


def _top(source: Source) -> int:
    """After a shebang, an encoding line and the comments that open the file."""
    first = source.tree.body[0]
    at = source.line_start(source.extent(_first_line(first))[0])
    lead = source.text[:at].split("\n")
    while len(lead) > 1 and lead[-2].startswith("#") and not lead[-2].startswith("#!") and "coding" not in lead[-2]:
        at -= len(lead[-2]) + 1
        lead.pop(-2)
    return at


def _first_line(statement: ast.stmt) -> ast.stmt | ast.expr:
    decorators = getattr(statement, "decorator_list", [])
    return decorators[0] if decorators else statement


def with_imports(source: Source, text: str, lines: list[str]) -> str:
    """`text`, a rewrite of the source below its imports, with more import lines where they belong."""
    if not lines:
        return text
    place = _place(source)
    head = text[: place.at]
    lead = "" if not head or head.endswith("\n") else "\n"
    before = "" if not head.strip() or head.endswith(("\n\n", "\r\n\r\n")) else place.before
    block = lead + before + "\n".join(lines) + "\n" + place.after
    return head + block.replace("\n", source.newline) + text[place.at :]
