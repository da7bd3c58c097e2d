"""The proposer for a list that serves as a queue: `pop(0)` moves every item, a deque's `popleft` none."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from ...domain import Candidate, Pattern, Snapshot, Unit
from .imports import Import, imported
from .rewrite import candidate, spliced
from .scope import Scope
from .source import FunctionNode, Source, source_of

_SAME = frozenset({"append", "extend", "pop", "clear", "count", "index", "remove", "reverse"})
_READERS = frozenset({"len", "bool", "sum", "min", "max", "any", "all", "sorted", "list", "set", "tuple", "print"})


class Queue:
    """Turns local lists that are emptied from the front into deques."""

    name = "queue"

    def propose(self, snapshot: Snapshot, unit: Unit, patterns: Sequence[Pattern]) -> Iterator[Candidate]:
        """One candidate for each queue of the unit."""
        found = source_of(snapshot.text, unit)
        if "pop(0)" not in unit.source or found is None or found[0].scope(found[1]).opaque:
            return
        source, function = found
        deque = imported(source, "collections.deque")
        for pattern in patterns:
            for name in _queues(source, function) if deque else ():
                text = _rewritten(source, source.scope(function), name, deque)
                first = source.scope(function).stores(name)[0]
                new = candidate(unit, pattern, source.extent(first), source.text, text)
                if new:
                    yield new


def _queues(source: Source, function: FunctionNode) -> Iterator[str]:
    scope = source.scope(function)
    for name, uses in scope.names.items():
        own = scope.is_local(name) and name not in scope.parameters
        queue = own and any(_pops_first(scope, use) for use in uses)
        if queue and all(_works_for_a_deque(scope, use) for use in uses):
            yield name


def _pops_first(scope: Scope, use: ast.Name) -> bool:
    return _method_call(scope, use, "pop") is not None and bool(_method_call(scope, use, "pop").args)  # type: ignore[union-attr]


def _method_call(scope: Scope, use: ast.Name, method: str) -> ast.Call | None:
    attribute = scope.parents[use]
    call = scope.parents.get(attribute)
    named = isinstance(attribute, ast.Attribute) and attribute.attr == method
    return call if named and isinstance(call, ast.Call) and call.func is attribute else None


def _works_for_a_deque(scope: Scope, use: ast.Name) -> bool:
    """Whether a use means the same for a list and for a deque."""
    parent = scope.parents[use]
    match parent:
        case ast.Assign(targets=[target], value=value) if target is use:
            return _is_list(value)
        case ast.AugAssign(op=ast.Add(), target=target):
            return target is use
        case ast.Attribute():
            return _method_works(scope, use, parent)
        case ast.Subscript(value=value, slice=item, ctx=ctx) if value is use:
            return not isinstance(item, ast.Slice) and not isinstance(ctx, ast.Del)
        case ast.While(test=test) | ast.If(test=test):
            return test is use
        case ast.UnaryOp(op=ast.Not()) | ast.BoolOp():
            return _is_test(scope, parent)
        case ast.Compare(ops=[ast.In() | ast.NotIn()], comparators=[where]):
            return where is use
        case ast.Call(func=ast.Name(id=called), args=[_]):
            return called in _READERS - {"print"}
    return False


def _is_test(scope: Scope, node: ast.AST) -> bool:
    """Whether only the truth of an expression matters."""
    parent = scope.parents[node]
    if isinstance(parent, ast.UnaryOp | ast.BoolOp):
        return _is_test(scope, parent)
    return isinstance(node, ast.UnaryOp) or (isinstance(parent, ast.While | ast.If) and parent.test is node)


def _method_works(scope: Scope, use: ast.Name, attribute: ast.Attribute) -> bool:
    call = _method_call(scope, use, attribute.attr)
    if call is None or call.keywords:
        return False
    if attribute.attr == "insert":
        return _is_zero(call.args[:1])
    if attribute.attr == "pop":
        return not call.args or _is_zero(call.args)
    return attribute.attr in _SAME and attribute.attr not in ("index", "remove")


def _is_zero(args: list[ast.expr]) -> bool:
    return len(args) == 1 and isinstance(args[0], ast.Constant) and args[0].value == 0


def _is_list(value: ast.expr) -> bool:
    call = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id in ("list", "sorted")
    return call or isinstance(value, ast.List | ast.ListComp)


def _rewritten(source: Source, scope: Scope, name: str, deque: Import | None) -> str | None:
    if deque is None:
        return None
    changes = []
    for use in scope.uses(name):
        parent = scope.parents[use]
        if isinstance(parent, ast.Assign):
            changes.append((*source.extent(parent.value), f"{deque.use}({_contents(source, parent.value)})"))
        elif isinstance(parent, ast.Attribute) and (call := _method_call(scope, use, parent.attr)):
            changes += _method(source, use, parent, call)
    return spliced(source, changes, [deque.line] if deque.line else [])


def _contents(source: Source, value: ast.expr) -> str:
    """What a deque is made of, in place of a list."""
    if isinstance(value, ast.List) and not value.elts:
        return ""
    if isinstance(value, ast.Call) and len(value.args) <= 1 and source.code(value.func) == "list":
        return source.code(value.args[0]) if value.args else ""
    return source.code(value)


def _method(source: Source, use: ast.Name, attribute: ast.Attribute, call: ast.Call) -> list[tuple[int, int, str]]:
    start, end = source.extent(call)
    if attribute.attr == "pop" and call.args:
        return [(start, end, f"{use.id}.popleft()")]
    if attribute.attr == "insert":
        return [(start, end, f"{use.id}.appendleft({source.code(call.args[1])})")]
    return []
