"""What the names of one function mean: where each is bound and read, whether it changes or outlives a range."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from .trusted import HARMLESS, HARMLESS_METHODS, MUTATORS

if TYPE_CHECKING:
    from .source import FunctionNode, Source

LOOPS = ast.For | ast.AsyncFor | ast.While
COMPREHENSIONS = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
_HOLDERS = ast.IfExp | ast.Tuple | ast.List | ast.Dict | ast.BoolOp | ast.Starred | ast.NamedExpr
CLOSURES = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef
REFLECTION = frozenset({"eval", "exec", "locals", "vars", "globals", "super"})


class Scope:
    """One function's names. A range is a pair of offsets in the module's text."""

    def __init__(self, source: Source, function: FunctionNode) -> None:
        self.source, self.function = source, function
        self.parents: dict[ast.AST, ast.AST] = {}
        for node in ast.walk(function):
            for child in ast.iter_child_nodes(node):
                self.parents[child] = node

    @cached_property
    def names(self) -> dict[str, list[ast.Name]]:
        """Every use of every name, nested functions included."""
        uses: dict[str, list[ast.Name]] = {}
        for node in ast.walk(self.function):
            if isinstance(node, ast.Name):
                uses.setdefault(node.id, []).append(node)
        return uses

    @cached_property
    def parameters(self) -> dict[str, ast.arg]:
        """The function's own parameters."""
        args = self.function.args
        every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        return {arg.arg: arg for arg in every if arg}

    @cached_property
    def shared(self) -> frozenset[str]:
        """Names that another scope can see or change: global, nonlocal, or used in a nested function."""
        names: set[str] = set()
        for node in ast.walk(self.function):
            if isinstance(node, ast.Global | ast.Nonlocal):
                names.update(node.names)
            elif isinstance(node, CLOSURES) and node is not self.function:
                names.update(inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name))
        return frozenset(names)

    @cached_property
    def known(self) -> frozenset[str]:
        """Every name that means something in the function or around it: a new local is none of these."""
        start, end = self.source.extent(self.function)
        around = [node for first, last, node in self.source.functions if first <= start and end <= last]
        return frozenset(name for name in _mentioned(around[0])) | self.source.imported

    @cached_property
    def opaque(self) -> bool:
        """Whether the function looks at its own names or frames, so that no rewrite is safe."""
        return any(name in REFLECTION and self._is_call(use) for name in REFLECTION for use in self.names.get(name, ()))

    def _is_call(self, use: ast.Name) -> bool:
        parent = self.parents.get(use)
        return isinstance(parent, ast.Call) and parent.func is use

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """The nodes around a node, innermost first, up to the function."""
        while (node := self.parents.get(node)) is not None:  # type: ignore[assignment]
            yield node

    def within(self, node: ast.expr | ast.stmt, span: tuple[int, int]) -> bool:
        """Whether a node lies in a range."""
        start, end = self.source.extent(node)
        return span[0] <= start and end <= span[1]

    @cached_property
    def _expressions(self) -> dict[tuple[int, int], ast.expr]:
        return {
            self.source.extent(node): node
            for node in reversed(list(ast.walk(self.function)))
            if isinstance(node, ast.expr) and hasattr(node, "lineno")
        }

    def expression_at(self, start: int, end: int) -> ast.expr | None:
        """The outermost expression of exactly this range, parentheses aside."""
        text = self.source.text
        while (start, end) not in self._expressions:
            if not (start < end and text[start] == "(" and text[end - 1] == ")"):
                return None
            start, end = start + 1, end - 1
            start += len(text[start:end]) - len(text[start:end].lstrip())
            end -= len(text[start:end]) - len(text[start:end].rstrip())
        return self._expressions[start, end]

    def uses(self, name: str, span: tuple[int, int] | None = None) -> list[ast.Name]:
        """Uses of a name, in a range if one is given."""
        found = self.names.get(name, [])
        return found if span is None else [use for use in found if self.within(use, span)]

    def stores(self, name: str, span: tuple[int, int] | None = None) -> list[ast.Name]:
        """Uses that bind or delete a name."""
        return [use for use in self.uses(name, span) if not isinstance(use.ctx, ast.Load)]

    def is_local(self, name: str) -> bool:
        """Whether the name is this function's own and no other scope can see it."""
        return name not in self.shared and (name in self.parameters or bool(self.stores(name)))

    def changes(self, name: str, span: tuple[int, int]) -> bool:
        """Whether a name is bound anew, or what it holds is changed through it, within a range."""
        touched = any(not isinstance(use.ctx, ast.Load) or self.mutates(use) for use in self.uses(name, span))
        return touched or self.changes_under_another_name(name)

    def changes_under_another_name(self, name: str) -> bool:
        """Whether what a name holds may be changed through a second name or a method that was taken from it."""
        for use in self.uses(name):
            node: ast.AST = use
            parent = self.parents[use]
            taken = isinstance(parent, ast.Attribute) and parent.attr in MUTATORS
            if taken and not isinstance(self.parents[parent], ast.Call):
                return True
            while isinstance(parent, _HOLDERS):
                node, parent = parent, self.parents[parent]
            if isinstance(parent, ast.Assign) and parent.value is node:
                others = {
                    part.id for target in parent.targets for part in ast.walk(target) if isinstance(part, ast.Name)
                }
                if any(self.mutates(other) for one in others - {name} for other in self.uses(one)):
                    return True
        return False

    def resized(self, name: str, span: tuple[int, int]) -> bool:
        """Whether a name may hold something of another length at some point of a range."""
        for use in self.uses(name, span):
            parent = self.parents[use]
            item = isinstance(parent, ast.Subscript) and not isinstance(parent.slice, ast.Slice)
            deleted = item and isinstance(parent.ctx, ast.Del)  # type: ignore[attr-defined]
            if deleted or (not item and (not isinstance(use.ctx, ast.Load) or self.mutates(use))):
                return True
        return False

    def unaliased(self, name: str) -> bool:
        """Whether what a name holds was made in the function and is handed to nothing that could keep it."""
        if name in self.shared or name in self.parameters or not name.isidentifier():
            return False
        return all(
            self._made_here(use) if not isinstance(use.ctx, ast.Load) else self._kept(use) for use in self.uses(name)
        )

    def _made_here(self, store: ast.Name) -> bool:
        parent = self.parents[store]
        if isinstance(parent, ast.AugAssign):
            return True
        if not isinstance(parent, ast.Assign | ast.AnnAssign) or parent.value is None:
            return False
        match parent.value:
            case ast.Call(func=ast.Name(id=called)):
                return called in ("list", "set", "dict", "sorted")
        return isinstance(parent.value, ast.List | ast.ListComp | ast.BinOp | ast.Dict | ast.Set)

    def _kept(self, use: ast.Name) -> bool:
        """Whether reading a name here lets nothing else hold its value."""
        parent = self.parents[use]
        match parent:
            case ast.Subscript(value=value) | ast.Attribute(value=value) if value is use:
                return True
            case ast.Return() | ast.Compare() | ast.For() | ast.comprehension() | ast.If() | ast.While():
                return True
            case ast.UnaryOp() | ast.BinOp() | ast.Starred():
                return True
            case ast.Call(func=ast.Name(id=called)):
                return called in HARMLESS
        return False

    def mutates(self, use: ast.Name) -> bool:
        """Whether a use of a name changes what the name holds, or hands it to something that might."""
        node: ast.AST = use
        for parent in self.ancestors(use):
            if isinstance(parent, ast.Subscript | ast.Attribute) and parent.value is node:
                if not isinstance(parent.ctx, ast.Load):
                    return True
                if isinstance(parent, ast.Attribute) and parent.attr in MUTATORS:
                    return True
                node = parent
                continue
            if isinstance(parent, ast.AugAssign):
                return parent.target is node
            return isinstance(parent, ast.Call) and self._escapes_into(parent, node)
        return False

    @staticmethod
    def _escapes_into(call: ast.Call, node: ast.AST) -> bool:
        """Whether a call that a value is passed to might change it: only plain built-ins are trusted not to."""
        if call.func is node:
            return False
        return not (isinstance(call.func, ast.Name) and call.func.id in HARMLESS) and not (
            isinstance(call.func, ast.Attribute) and call.func.attr in HARMLESS_METHODS
        )

    def dead_after(self, name: str, span: tuple[int, int]) -> bool:
        """Whether the value that a range leaves in a name is read by nothing outside the range."""
        if name in self.shared:
            return False
        loops = self._loops_around(span)
        for use in self.uses(name):
            if self.within(use, span) or not isinstance(use.ctx, ast.Load):
                continue
            before = self.source.extent(use)[0] < span[0]
            if before and not any(loop in loops for loop in self.ancestors(use)):
                continue
            if not self._freshly_bound(use, name, span):
                return False
        return True

    def _loops_around(self, span: tuple[int, int]) -> list[ast.AST]:
        loops = [node for node in ast.walk(self.function) if isinstance(node, LOOPS)]
        return [loop for loop in loops if self._encloses(loop, span)]

    def _encloses(self, node: ast.expr | ast.stmt, span: tuple[int, int]) -> bool:
        start, end = self.source.extent(node)
        return start <= span[0] and span[1] <= end and (start, end) != span

    def _freshly_bound(self, use: ast.Name, name: str, span: tuple[int, int]) -> bool:
        """Whether every way from the range to a use passes a binding of the name."""
        child: ast.AST = use
        for parent in self.ancestors(use):
            if isinstance(parent, COMPREHENSIONS) and any(_binds(loop.target, name) for loop in parent.generators):
                return child is not parent.generators[0] or not _reads(parent.generators[0].iter, name)
            if isinstance(parent, ast.For) and child in parent.body and _binds(parent.target, name):
                if not self._encloses(parent, span):
                    return True
                if self.source.extent(use)[0] < span[0]:
                    return True
            for block in _blocks(parent):
                if child in block and self._assigned_first(parent, block[: block.index(child)], name, span, use):
                    return True
            child = parent
        return False

    def _assigned_first(
        self, owner: ast.AST, earlier: list[ast.stmt], name: str, span: tuple[int, int], use: ast.Name
    ) -> bool:
        """Whether one of the statements before a use, in its block, binds the name on the way from the range."""
        repeated = any(loop is owner or loop in self.ancestors(owner) for loop in self._loops_around(span))
        wraps = repeated and self.source.extent(use)[0] < span[0]
        for statement in earlier:
            if isinstance(statement, ast.Assign) and any(_binds(target, name) for target in statement.targets):
                after = self.source.extent(statement)[0] >= span[1]
                if (after or wraps) and not _reads(statement.value, name):
                    return True
        return False


def _blocks(node: ast.AST) -> Iterator[list[ast.stmt]]:
    for field in ("body", "orelse", "finalbody"):
        block = getattr(node, field, None)
        if isinstance(block, list):
            yield block


def _binds(target: ast.expr, name: str) -> bool:
    if isinstance(target, ast.Tuple | ast.List):
        return any(_binds(item, name) for item in target.elts)
    return isinstance(target, ast.Name) and target.id == name


def _reads(node: ast.AST, name: str) -> bool:
    return any(isinstance(inner, ast.Name) and inner.id == name for inner in ast.walk(node))


def _mentioned(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        for field in ("id", "arg", "name", "asname"):
            name = getattr(node, field, None)
            if isinstance(name, str):
                yield name
        if isinstance(node, ast.Global | ast.Nonlocal):
            yield from node.names
