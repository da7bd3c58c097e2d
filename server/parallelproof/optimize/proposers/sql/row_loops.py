"""Recognise loops over the rows of a query that run another query for each row, where all that is done is to read."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from ....domain import Query
from ..scope import CLOSURES, COMPREHENSIONS, Scope
from ..source import FunctionNode, Source
from .calm import is_calm
from .row_loop import RowLoop, Rows, Taken, called, holds, method, names, owner
from .row_uses import read_by

_HOWS = {"fetchone": "fetchone", "first": "fetchone", "fetchall": "fetchall", "all": "fetchall", "scalar": "scalar"}
_AFTER = frozenset({"execute", "executemany", "close", "commit", "rollback", "cursor"})
_CONNECTIONS = ("conn", "session", "db", "engine")


def row_loops(source: Source, function: FunctionNode, queries: dict[tuple[int, int], Query]) -> Iterator[RowLoop]:
    """Every such loop of a function; `queries` are those of its literals, by where they stand."""
    scope = source.scope(function)
    if scope.opaque or isinstance(function, ast.AsyncFunctionDef):
        return
    for loop in ast.walk(function):
        if isinstance(loop, ast.For) and not loop.orelse and source.innermost(*source.extent(loop)) is function:
            found = _Reader(source, scope, loop, queries).read()
            if found:
                yield found


class _Reader:
    """One look at one loop."""

    def __init__(self, source: Source, scope: Scope, loop: ast.For, queries: dict[tuple[int, int], Query]) -> None:
        self._source, self._scope, self._loop, self._queries = source, scope, loop, queries
        self._span = source.extent(loop)
        self._inside = [node for statement in loop.body for node in ast.walk(statement)]
        self._targets = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}

    def read(self) -> RowLoop | None:
        calls = [node for node in self._inside if isinstance(node, ast.Call) and method(node) == "execute"]
        rows = self._rows()
        query = self._query(calls[0]) if len(calls) == 1 and rows else None
        key = self._key(calls[0], query) if query else None
        taken = self._taken(calls[0]) if key else None
        if rows is None or query is None or key is None or taken is None:
            return None
        kind = int if taken.how == "scalar" else read_by(self._scope, taken.expression, taken.how)
        known = [node for node in (calls[0], taken.expression) if isinstance(node, ast.Call)]
        is_safe = kind is not None and is_calm(self._source, self._scope, self._loop, known)
        if not is_safe or self._rebinds() or not self._may_run_before(calls[0], rows):
            return None
        return RowLoop(self._loop, rows, calls[0], query, *key, replace(taken, by_name=kind is str))

    def _rows(self) -> Rows | None:
        iterable = self._loop.iter
        if isinstance(iterable, ast.Call) and method(iterable) in ("fetchall", "execute"):
            is_fetched = method(iterable) == "fetchall"
            return Rows(iterable, is_fetched, False) if not (is_fetched and iterable.args) else None
        if not isinstance(iterable, ast.Name) or not self._scope.is_local(iterable.id):
            return None
        uses = self._scope.uses(iterable.id)
        stores = [use for use in uses if not isinstance(use.ctx, ast.Load)]
        made = self._scope.parents[stores[0]] if len(stores) == 1 else None
        if isinstance(made, ast.Assign) and isinstance(made.value, ast.Call) and method(made.value) == "fetchall":
            is_changed = any(self._scope.mutates(use) for use in uses)
            is_changed |= self._scope.changes_under_another_name(iterable.id)
            return None if is_changed or len(made.targets) > 1 else Rows(iterable, True, True)
        parents = [self._scope.parents[use] for use in uses]
        is_cursor = any(isinstance(parent, ast.Attribute) and parent.attr == "execute" for parent in parents)
        return Rows(iterable, False, False) if is_cursor else None

    def _query(self, call: ast.Call) -> Query | None:
        """The query of a call: its literal stands in the call, or in a name of the function that nothing else uses."""
        if len(call.args) != 2 or call.keywords:
            return None
        node = call.args[0]
        if isinstance(node, ast.Call) and called(node) == "text" and len(node.args) == 1 and not node.keywords:
            node = node.args[0]
        if isinstance(node, ast.Name):
            uses = self._scope.uses(node.id)
            made = self._scope.parents[uses[0]] if len(uses) == 2 and self._scope.is_local(node.id) else None
            if not isinstance(made, ast.Assign) or not self._comes_before(made):
                return None
            node = made.value
        return self._queries.get(self._source.extent(node))

    def _comes_before(self, statement: ast.stmt) -> bool:
        """Whether a statement has run whenever the loop begins."""
        around = list(self._scope.ancestors(statement))
        is_sure = all(isinstance(node, ast.With | ast.FunctionDef) for node in around)
        return is_sure and self._source.extent(statement)[1] <= self._span[0]

    def _key(self, call: ast.Call, query: Query) -> tuple[ast.expr, int] | None:
        """The one value of the call that differs from row to row, with the number of its parameter."""
        named = _values(self._source, call.args[1], query)
        if named is None or set(named) != set(query.parameters):
            return None
        varying = [name for name, item in named.items() if self._targets & names(item)]
        others = [item for name, item in named.items() if name not in varying]
        if len(varying) != 1 or not self._is_key(named[varying[0]]) or not all(map(self._is_fixed, others)):
            return None
        return named[varying[0]], query.parameters.index(varying[0]) + 1

    def _is_key(self, item: ast.expr) -> bool:
        """Whether it is a value of a row that is unpacked, or read by place or name."""
        match item:
            case ast.Name():
                return not isinstance(self._loop.target, ast.Name)
            case ast.Subscript(value=ast.Name(), slice=ast.Constant(value=int() | str())):
                return isinstance(self._loop.target, ast.Name)
        return False

    def _is_fixed(self, item: ast.expr) -> bool:
        if isinstance(item, ast.Name):
            return self._scope.is_local(item.id) and not self._scope.changes(item.id, self._span)
        return isinstance(item, ast.Constant)

    def _taken(self, call: ast.Call) -> Taken | None:
        parent = self._scope.parents[call]
        if not isinstance(parent, ast.Expr):
            return self._taken_of(call, None)
        receiver = call.func.value  # type: ignore[attr-defined]
        if not isinstance(receiver, ast.Name) or not self._scope.is_local(receiver.id):
            return None
        same = (node for node in self._inside if isinstance(node, ast.Name) and node.id == receiver.id)
        other = [use for use in same if use is not receiver]
        later = self._later(parent)
        if len(other) != 1 or not any(other[0] is node for statement in later for node in ast.walk(statement)):
            return None
        return self._taken_of(other[0], parent)

    def _taken_of(self, result: ast.expr, statement: ast.Expr | None) -> Taken | None:
        """How a cursor that holds a result is read; once at most for each row of the loop."""
        parent = self._scope.parents[result]
        outer = self._scope.parents.get(parent)
        found = None
        if isinstance(parent, ast.For) and parent.iter is result:
            found = Taken(statement, result, "iterate")
        elif isinstance(parent, ast.Attribute) and isinstance(outer, ast.Call) and outer.func is parent:
            is_plain = parent.attr in _HOWS and not outer.args and not outer.keywords
            found = Taken(statement, outer, _HOWS[parent.attr]) if is_plain else None
        return found if found and self._runs_once(found.expression) else None

    def _later(self, statement: ast.Expr) -> list[ast.stmt]:
        """The statements after one in its block."""
        parent = self._scope.parents[statement]
        blocks = (getattr(parent, name, None) or [] for name in ("body", "orelse"))
        block = next((list(block) for block in blocks if statement in block), [])
        return block[block.index(statement) + 1 :] if block else []

    def _runs_once(self, node: ast.AST) -> bool:
        for outer in self._scope.ancestors(node):
            if outer is self._loop:
                return True
            if isinstance(outer, ast.While | CLOSURES):
                return False
            if isinstance(outer, ast.For) and not holds(outer.iter, node):
                return False
            if isinstance(outer, COMPREHENSIONS) and not holds(outer.generators[0].iter, node):
                return False
        return False

    def _rebinds(self) -> bool:
        """Whether the loop binds its own targets anew, or something else can."""
        stored = {node.id for node in self._inside if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load)}
        return bool(self._targets & (self._scope.shared | stored))

    def _may_run_before(self, call: ast.Call, rows: Rows) -> bool:
        """Whether nobody sees that the query ran before the loop, once, and that its cursor holds another result."""
        receiver = self._source.code(call.func.value)  # type: ignore[attr-defined]
        if any(isinstance(node, ast.For | ast.While | ast.Try) for node in self._scope.ancestors(self._loop)):
            return False
        root = receiver.split(".")[0]
        if not all(part.isidentifier() for part in receiver.split(".")) or self._scope.stores(root, self._span):
            return False
        is_connection = any(word in receiver.rpartition(".")[2].lower() for word in _CONNECTIONS)
        if not rows.is_fetched and owner(rows.expression) == owner(call.func) and not is_connection:
            return False
        if "." in receiver:
            return is_connection
        after = [use for use in self._scope.uses(receiver) if self._source.extent(use)[0] >= self._span[1]]
        after.sort(key=lambda use: self._source.extent(use)[0])
        parents = [self._scope.parents[use] for use in after]
        are_methods = all(isinstance(parent, ast.Attribute) for parent in parents)
        return are_methods and (not parents or parents[0].attr in _AFTER)  # type: ignore[attr-defined]


def _values(source: Source, values: ast.expr, query: Query) -> dict[str, ast.expr] | None:
    """The values of a call by the names of the parameters; those by position are called by what is written there."""
    match values:
        case ast.Tuple(elts=items) | ast.List(elts=items) if query.style == "format":
            return {source.code(item): item for item in items}
        case ast.Dict(keys=keys, values=items) if query.style in ("pyformat", "named"):
            pairs = zip(keys, items, strict=True)
            named = {str(key.value): item for key, item in pairs if isinstance(key, ast.Constant)}
            return named if len(named) == len(items) else None
    return None
