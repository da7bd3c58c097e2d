"""Whether the body of a loop leaves the database as it is, and does nothing that others could see half done."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from ..scope import CLOSURES, Scope
from ..source import Source
from ..trusted import HARMLESS, READERS

_BARRED = (
    ast.Try | ast.With | ast.Await | ast.Yield | ast.YieldFrom | ast.AsyncFor | ast.AsyncWith | ast.NamedExpr
) | (ast.Delete | ast.Global | ast.Nonlocal | ast.Import | ast.ImportFrom | CLOSURES)
_KEEPERS = frozenset({"append", "add", "extend", "update", "setdefault"})
_MAKERS = frozenset({"list", "dict", "set", "defaultdict", "Counter", "OrderedDict", "deque"})
_COLLECTIONS = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp


def is_calm(source: Source, scope: Scope, loop: ast.For, known: Iterable[ast.Call]) -> bool:
    """Whether the body only reads, but for the function's own collections; `known` are calls that were looked at."""
    calls = list(known)
    return all(_is_calm(source, scope, node, calls) for statement in loop.body for node in ast.walk(statement))


def _is_calm(source: Source, scope: Scope, node: ast.AST, known: list[ast.Call]) -> bool:
    if isinstance(node, _BARRED) or (isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load)):
        return False
    if not isinstance(node, ast.Call) or node in known:
        return True
    match node.func:
        case ast.Name(id=name):
            return name in (HARMLESS | {"text", "Decimal"}) and name not in source.bound
        case ast.Attribute(attr=attr, value=value):
            return attr in READERS or attr in ("text", "format") or (attr in _KEEPERS and _is_ours(scope, value))
    return False


def _is_ours(scope: Scope, node: ast.expr) -> bool:
    """Whether it is a collection that the function made, or part of one."""
    while isinstance(node, ast.Subscript) or (isinstance(node, ast.Call) and _is_setdefault(node)):
        node = node.value if isinstance(node, ast.Subscript) else node.func.value  # type: ignore[attr-defined]
    if not isinstance(node, ast.Name) or not scope.is_local(node.id) or node.id in scope.parameters:
        return False
    return all(_makes(getattr(scope.parents[store], "value", None)) for store in scope.stores(node.id))


def _is_setdefault(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr == "setdefault"


def _makes(value: ast.AST | None) -> bool:
    if isinstance(value, ast.Call):
        name = value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")
        return name in _MAKERS
    return isinstance(value, _COLLECTIONS)
