"""How a rewrite gets at a name of the standard library: by an import that is there already, or by one more line."""

from __future__ import annotations

import ast
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


def insertion(source: Source) -> tuple[int, str]:
    """Where new import lines belong, and what stands after them: with the others, else at the top of the code."""
    body = source.tree.body
    last: ast.stmt | None = None
    for index, statement in enumerate(body):
        docstring = index == 0 and isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
        if not docstring and not isinstance(statement, ast.Import | ast.ImportFrom):
            break
        last = statement
    if last is None:
        return _top(source), "\n\n"
    end = source.extent(last)[1]
    line_end = source.text.find("\n", end)
    at = len(source.text) if line_end < 0 else line_end + 1
    return at, "" if isinstance(last, ast.Import | ast.ImportFrom) else "\n\n"


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
    at, gap = insertion(source)
    head = text[:at]
    lead = "" if not head or head.endswith("\n") else "\n"
    blank = "\n" if gap and head.strip() and not head.endswith("\n\n") else ""
    block = lead + blank + "\n".join(lines) + "\n" + gap
    if gap and text[at : at + 2] in ("\n\n", "\r\n"):
        block = lead + blank + "\n".join(lines) + "\n"
    return head + block.replace("\n", source.newline) + text[at:]
