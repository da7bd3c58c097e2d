"""What kind of value an expression has, as far as the code itself says; None where it does not say."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from .scope import Scope


@dataclass(frozen=True, slots=True)
class Kind:
    """A built-in type by name, and the kind of its items where they are known to be all alike."""

    name: str
    item: Kind | None = None


INT, STR, BOOL, FLOAT, BYTES = (Kind(name) for name in ("int", "str", "bool", "float", "bytes"))
HASHABLE = frozenset({"int", "str", "bool", "float", "bytes", "frozenset", "complex", "NoneType", "range"})
PLAIN = frozenset({"int", "str", "bool", "bytes"})
"""Kinds whose equality is exact and whose order is total: no NaN."""

_NAMES = {"List": "list", "Sequence": "list", "Set": "set", "FrozenSet": "frozenset", "Tuple": "tuple", "Dict": "dict"}
_NAMES |= {name: name for name in (*HASHABLE, "list", "set", "tuple", "dict", "object")}
_CALLS = {"len": INT, "int": INT, "ord": INT, "hash": INT, "id": INT, "str": STR, "chr": STR, "repr": STR}
_CALLS |= {"input": STR, "bool": BOOL, "float": FLOAT, "any": BOOL, "all": BOOL, "isinstance": BOOL, "hex": STR}
_CALLS |= {"bin": STR, "isqrt": INT, "format": STR}
_STR_METHODS = {"join": STR, "lower": STR, "upper": STR, "strip": STR, "replace": STR, "lstrip": STR, "rstrip": STR}
_STR_METHODS |= {"title": STR, "zfill": STR, "split": Kind("list", STR), "splitlines": Kind("list", STR)}
_STR_METHODS |= {"capitalize": STR, "format": STR, "casefold": STR, "count": INT, "find": INT, "index": INT}


def annotated(node: ast.expr | None) -> Kind | None:
    """The kind that an annotation names; `object` and unions say nothing."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        try:
            return annotated(ast.parse(node.value, mode="eval").body)
        except SyntaxError:
            return None
    if isinstance(node, ast.Subscript):
        outer = annotated(node.value)
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        alike = outer and (len(inner) == 1 or outer.name == "dict" or _is_ellipsis(inner[-1]))
        return Kind(outer.name, annotated(inner[0]) if alike else None) if outer else None
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return Kind(_NAMES[name]) if name in _NAMES and name != "object" else None


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is ...


class Kinds:
    """Kinds of the expressions of one function."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self._names: dict[str, Kind | None] = {}

    def of(self, node: ast.expr) -> Kind | None:
        """The kind of an expression."""
        match node:
            case ast.Constant(value=value):
                return Kind(type(value).__name__)
            case ast.JoinedStr():
                return STR
            case ast.Name(id=name):
                return self._bound_by_comprehension(node) or self.of_name(name)
            case ast.List(elts=items):
                return Kind("list", self._alike(items))
            case ast.Tuple(elts=items):
                return Kind("tuple", self._alike(items))
            case ast.Set(elts=items):
                return Kind("set", self._alike(items))
            case ast.ListComp(elt=item):
                return Kind("list", self.of(item))
            case ast.SetComp(elt=item):
                return Kind("set", self.of(item))
            case ast.Dict() | ast.DictComp():
                return Kind("dict")
            case ast.Compare() if all(not isinstance(part, ast.Name) for part in ast.walk(node)):
                return BOOL
            case ast.BinOp():
                return self._of_operation(node)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                return self._only(self.of(operand), "int", "float")
            case ast.Call():
                return self._of_call(node)
            case ast.Subscript():
                return self._of_item(node)
        return None

    def of_name(self, name: str) -> Kind | None:
        """The kind of a name all through the function: from its annotation, or from all that is assigned to it."""
        if name not in self._names:
            self._names[name] = None
            self._names[name] = self._all_through(name)
        return self._names[name]

    def _all_through(self, name: str) -> Kind | None:
        scope = self.scope
        stores = scope.stores(name)
        if name in scope.parameters:
            return annotated(scope.parameters[name].annotation) if not stores else None
        if not stores or name in scope.shared:
            return None
        kinds = {self._stored(store) for store in stores if not self._extends_itself(store)}
        if None in kinds or len({kind.name for kind in kinds if kind}) != 1:
            return None
        kind = kinds.pop()
        grown = len(kinds) > 0 or any(self._adds_items(use) for use in scope.uses(name))
        grown = grown or any(self._extends_itself(store) for store in stores)
        return Kind(kind.name) if kind and grown else kind

    def _adds_items(self, use: ast.Name) -> bool:
        """Whether a use may put items into a list that were not in it before; moving its own about does not."""
        parent = self.scope.parents[use]
        if not isinstance(parent, ast.Subscript) or isinstance(parent.ctx, ast.Load):
            return self.scope.mutates(use)
        statement = next((node for node in self.scope.ancestors(use) if isinstance(node, ast.Assign)), None)
        value = statement.value if statement else None
        moved = value.elts if isinstance(value, ast.Tuple) else [value]
        return not all(
            isinstance(item, ast.Subscript) and isinstance(item.value, ast.Name) and item.value.id == use.id
            for item in moved
        )

    def _extends_itself(self, store: ast.Name) -> bool:
        """Whether a store is `name = name + ...` of a list or string, which keeps its kind."""
        match self.scope.parents[store]:
            case ast.Assign(targets=[_], value=ast.BinOp(left=ast.Name(id=name), op=ast.Add())) if name == store.id:
                first = self.scope.parents[self.scope.stores(name)[0]]
                return isinstance(first, ast.Assign) and isinstance(first.value, ast.List)
        return False

    def _stored(self, store: ast.Name) -> Kind | None:
        parent = self.scope.parents[store]
        match parent:
            case ast.Assign(targets=[target], value=value) if target is store:
                return self.of(value)
            case ast.AnnAssign(annotation=annotation):
                return annotated(annotation)
            case ast.AugAssign(value=value, op=ast.Add() | ast.Sub() | ast.Mult() | ast.FloorDiv() | ast.Mod()):
                return self.of(value)
            case ast.For(target=target, iter=iterable) if target is store:
                return self._item(iterable)
            case ast.Tuple():
                loop = self.scope.parents[parent]
                if isinstance(loop, ast.For) and loop.target is parent:
                    return self._unpacked(parent, store, loop.iter)
        return None

    def _unpacked(self, target: ast.Tuple, store: ast.Name, iterable: ast.expr) -> Kind | None:
        match iterable:
            case ast.Call(func=ast.Name(id="enumerate"), args=[items, *_]) if len(target.elts) == 2:
                return INT if target.elts[0] is store else self._item(items)
        return None

    def _bound_by_comprehension(self, name: ast.Name) -> Kind | None:
        for node in self.scope.ancestors(name):
            for loop in getattr(node, "generators", ()):
                if isinstance(loop.target, ast.Name) and loop.target.id == name.id:
                    return self._item(loop.iter)
        return None

    def _item(self, iterable: ast.expr) -> Kind | None:
        if isinstance(iterable, ast.Call) and isinstance(iterable.func, ast.Name) and iterable.func.id == "range":
            return INT
        kind = self.of(iterable)
        if kind and kind.name in ("str", "range"):
            return STR if kind.name == "str" else INT
        return kind.item if kind else None

    def _alike(self, items: list[ast.expr]) -> Kind | None:
        kinds = {self.of(item) for item in items}
        return kinds.pop() if len(kinds) == 1 else None

    def _of_operation(self, node: ast.BinOp) -> Kind | None:
        left, right = self.of(node.left), self.of(node.right)
        if isinstance(node.op, ast.Mod) and left == STR:
            return STR
        if left == right == INT and not isinstance(node.op, ast.Div | ast.Pow):
            return INT
        if isinstance(node.op, ast.Add) and left == right and left and left.name in ("str", "list"):
            return left
        if isinstance(node.op, ast.Mult) and left and left.name in ("str", "list"):
            return left
        return None

    def _of_call(self, node: ast.Call) -> Kind | None:
        if isinstance(node.func, ast.Name):
            name = node.func.id
            if name in ("list", "set", "sorted", "tuple", "frozenset"):
                return Kind("list" if name == "sorted" else name, self._item(node.args[0]) if node.args else None)
            if name in ("min", "max", "sum", "abs") and len(node.args) == 1:
                return self.of(node.args[0]) if name == "abs" else self._only(self._item(node.args[0]), "int", "str")
            return Kind("dict") if name == "dict" else _CALLS.get(name)
        if isinstance(node.func, ast.Attribute) and self.of(node.func.value) == STR:
            return _STR_METHODS.get(node.func.attr)
        return _STR_METHODS["join"] if _joins(node.func) else None

    def _of_item(self, node: ast.Subscript) -> Kind | None:
        kind = self.of(node.value)
        if isinstance(node.slice, ast.Slice):
            return self._only(kind, "str", "list", "tuple", "bytes")
        return STR if kind == STR else kind.item if kind and kind.name in ("list", "tuple") else None

    @staticmethod
    def _only(kind: Kind | None, *names: str) -> Kind | None:
        return kind if kind and kind.name in names else None


def _joins(func: ast.expr) -> bool:
    return isinstance(func, ast.Attribute) and func.attr == "join" and isinstance(func.value, ast.Constant)


def hashable(kind: Kind | None) -> bool:
    """Whether every value of a kind can be hashed."""
    return kind is not None and (kind.name in HASHABLE or (kind.name == "tuple" and hashable(kind.item)))
