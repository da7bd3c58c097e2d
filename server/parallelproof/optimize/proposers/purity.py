"""Whether a recursive function is a function in the mathematical sense, so that its results may be kept."""

from __future__ import annotations

import ast

from .scope import COMPREHENSIONS, LOOPS, Scope
from .source import FunctionNode, Source
from .trusted import HARMLESS, READERS

_CONTAINERS = ast.List | ast.Dict | ast.Set | ast.ListComp | ast.DictComp | ast.SetComp
_BARRED = (
    ast.Global | ast.Nonlocal | ast.Yield | ast.YieldFrom | ast.Await | ast.With | ast.Try | ast.Import | ast.ImportFrom
) | (ast.Delete | ast.FunctionDef | ast.Lambda | ast.ClassDef | ast.NamedExpr | ast.AsyncFunctionDef)


def is_pure_recursion(source: Source, function: FunctionNode) -> bool:
    """Whether a plain function calls itself repeatedly, sees nothing that changes, and hands out nothing that can."""
    args = function.args
    plain = not (args.posonlyargs or args.kwonlyargs or args.vararg or args.kwarg or args.defaults)
    if not plain or function.decorator_list or not args.args or isinstance(function, ast.AsyncFunctionDef):
        return False
    scope = source.scope(function)
    return (
        _repeats(scope, function)
        and all(_harmless(scope, function, node) for statement in function.body for node in ast.walk(statement))
        and _sees_nothing_change(source, scope, function)
    )


def _repeats(scope: Scope, function: FunctionNode) -> bool:
    calls = [use for use in scope.uses(function.name) if isinstance(scope.parents[use], ast.Call)]
    if len(calls) != len(scope.uses(function.name)):
        return False
    in_loop = any(isinstance(node, LOOPS | COMPREHENSIONS) for call in calls for node in scope.ancestors(call))
    return len(calls) > 1 or (bool(calls) and in_loop)


def _harmless(scope: Scope, function: FunctionNode, node: ast.AST) -> bool:
    """Whether one node of the body has no effect that outlives the call, and makes no result that could be changed."""
    match node:
        case ast.Call(func=ast.Name(id=name)):
            return name == function.name or name in HARMLESS - {"print", "map", "filter", "zip", "iter"}
        case ast.Call(func=ast.Attribute(attr=attr, value=value)):
            return attr in READERS or (attr == "append" and isinstance(value, ast.Name) and scope.unaliased(value.id))
        case ast.Call():
            return False
        case ast.Attribute() | ast.Name(ctx=ast.Load()):
            return True
        case ast.Subscript(ctx=ast.Store(), value=value):
            return isinstance(value, ast.Name) and scope.unaliased(value.id)
        case ast.Return(value=value):
            return not isinstance(value, _CONTAINERS) and (
                not isinstance(value, ast.Name) or not _is_container(scope, value.id)
            )
    return not isinstance(node, _BARRED) and not isinstance(getattr(node, "ctx", None), ast.Del)


def _is_container(scope: Scope, name: str) -> bool:
    values = (getattr(scope.parents[store], "value", None) for store in scope.stores(name))
    return any(isinstance(value, _CONTAINERS | ast.Call) for value in values)


def _sees_nothing_change(source: Source, scope: Scope, function: FunctionNode) -> bool:
    """Whether what the function reads from around it is the same for all calls that one cache serves."""
    start, end = source.extent(function)
    around = [node for first, last, node in source.functions if first <= start and end <= last and node is not function]
    free = {name for name, uses in scope.names.items() if name not in scope.parameters and not scope.stores(name)}
    if not around:
        return not any(name in source.bound and name != function.name for name in free)
    outer = source.scope(around[-1])
    if outer.stores(function.name):
        return False
    later = (start, source.extent(around[-1])[1])
    own = {function.name}
    return not any(_changes_outside(outer, name, later, (start, end)) for name in free - own)


def _changes_outside(outer: Scope, name: str, later: tuple[int, int], inner: tuple[int, int]) -> bool:
    uses = (use for use in outer.uses(name, later) if not outer.within(use, inner))
    return any(not isinstance(use.ctx, ast.Load) or outer.mutates(use) for use in uses)
