"""What the names in a text stand for, dotted from their package, where the text alone shows it plainly."""

from __future__ import annotations

import builtins
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from tree_sitter import Node, Query, QueryCursor

from ..languages.python.bindings import Import, imports
from ..languages.python.scopes import COMPREHENSIONS
from ..languages.python.syntax import around, field, language, source

_SCOPES = frozenset({"function_definition", "lambda", "class_definition", "module"}) | COMPREHENSIONS
_LITERALS = {
    "string": "str", "concatenated_string": "str", "list": "list", "list_comprehension": "list", "dictionary": "dict",
    "dictionary_comprehension": "dict", "set": "set", "set_comprehension": "set", "tuple": "tuple",
}  # fmt: skip
_THROUGH = frozenset({"parenthesized_expression", "await", "type"})
_DEPTH = 8
_BINDINGS = """[
  (import_statement) (import_from_statement) (assignment) (augmented_assignment) (as_pattern) (named_expression)
  (parameters) (lambda_parameters) (for_statement) (for_in_clause) (function_definition) (class_definition)
] @binding"""


@dataclass(frozen=True, slots=True)
class Dotted:
    """A dotted name. `is_object` where an object of it is meant, or one that comes of it: `s` after `s = C()`."""

    name: str
    is_object: bool = False


@dataclass(frozen=True, slots=True)
class _Binding:
    """One place that binds a name; `value` is an import, or what shows the class of an object, or None for neither."""

    scope: Node
    at_byte: int
    value: Import | Node | None


class DottedNames:
    """The bindings of one tree, by Python's scopes; in a broken text, by the scopes that are left."""

    def __init__(self, root: Node) -> None:
        self._bindings: dict[tuple[str, int], list[_Binding]] = {}
        self._imports: dict[str, Import] = {}
        self._root = root
        self._scopes: dict[int, list[Node]] = {}
        for node in QueryCursor(_query()).captures(root).get("binding", []):
            for key, binding in _bound(node, self._around(node)):
                self._bindings.setdefault((key, binding.scope.id), []).append(binding)
                if isinstance(binding.value, Import):
                    self._imports[key] = binding.value
        for bindings in self._bindings.values():
            bindings.sort(key=_at_byte)

    def of(self, node: Node, depth: int = 0) -> Dotted | None:
        """What an expression stands for; None where the text does not show it, or where it is the document's own."""
        if depth > _DEPTH:
            return None
        match node.type:
            case "identifier":
                return self._name(node, source(node), depth)
            case "attribute":
                return self._attribute(node, depth)
            case "call":
                made = self._child(node, "function", depth)
                return replace(made, is_object=True) if made else None
            case "subscript":
                held = self._child(node, "value", depth)
                inner = node.child_by_field_name("subscript")
                is_optional = held is not None and held.name == "typing.Optional" and inner is not None
                return self.of(inner, depth + 1) if is_optional and inner else held
            case "binary_operator" if field(node, "operator") == "|":
                return self._child(node, "left", depth) or self._child(node, "right", depth)
            case kind if kind in _LITERALS:
                return Dotted(f"builtins.{_LITERALS[kind]}", is_object=True)
            case kind if kind in _THROUGH and node.named_children:
                return self.of(node.named_children[0], depth + 1)
        return None

    def imported(self, dotted: str) -> str:
        """A name that an import anywhere in the document brings, dotted from its package; "" if none does."""
        first, _, rest = dotted.partition(".")
        item = self._imports.get(first)
        found = _imported(item) if item else None
        return ".".join(filter(None, (found.name, rest))) if found else ""

    def _child(self, node: Node, name: str, depth: int) -> Dotted | None:
        child = node.child_by_field_name(name)
        return self.of(child, depth + 1) if child else None

    def _attribute(self, node: Node, depth: int) -> Dotted | None:
        own = self._name(node, "".join(source(node).split()), depth)
        base = own or self._child(node, "object", depth)
        return base if own or base is None else replace(base, name=f"{base.name}.{field(node, 'attribute')}")

    def _around(self, node: Node) -> list[Node]:
        """The scopes around a node and itself, the innermost first; none where it is nested too deep."""
        if node.id not in self._scopes:
            above = around(node, self._root)
            scopes = [part for part in above[1:] if part.type in _SCOPES] if above else []
            own = [node] if node.type in _SCOPES and node != self._root else []
            self._scopes[node.id] = [*own, *reversed(scopes), self._root] if above is not None else []
        return self._scopes[node.id]

    def _name(self, node: Node, key: str, depth: int) -> Dotted | None:
        scopes = self._around(node)
        if not scopes:
            return None
        binding = self._binding(key, node, scopes)
        if binding is None:
            return Dotted(f"builtins.{key}") if "." not in key and hasattr(builtins, key) else None
        match binding.value:
            case Import() as item:
                return _imported(item)
            case None:
                return None
            case value:
                found = self.of(value, depth + 1)
                return replace(found, is_object=True) if found else None

    def _binding(self, key: str, use: Node, scopes: list[Node]) -> _Binding | None:
        """The binding that a use sees: in its own scope the last before it, in an outer one the last.

        A class's own names are not seen in its methods.
        """
        own = scopes[0]
        for scope in scopes:
            bindings = self._bindings.get((key, scope.id), [])
            if scope == own and own.type not in COMPREHENSIONS:
                bindings = bindings[: bisect_left(bindings, use.start_byte, key=_at_byte)]
            if bindings and (scope == own or scope.type != "class_definition" or "." in key):
                return bindings[-1]
        return None


def _at_byte(binding: _Binding) -> int:
    return binding.at_byte


@cache
def _query() -> Query:
    return Query(language(), _BINDINGS)


def _imported(item: Import) -> Dotted | None:
    if item.level:
        return None
    if item.name is None:
        return Dotted(item.module if item.aliased else item.bound)
    return Dotted(f"{item.module}.{item.name}")


def _bound(node: Node, scopes: list[Node]) -> Iterator[tuple[str, _Binding]]:
    """The names that a node binds, and where in the scopes around it."""
    if not scopes:
        return
    here = scopes[0]
    match node.type:
        case "import_statement" | "import_from_statement":
            for item in imports(node):
                yield item.bound, _Binding(here, node.start_byte, item)
        case "function_definition" | "class_definition":
            yield field(node, "name"), _Binding(scopes[min(1, len(scopes) - 1)], node.start_byte, None)
        case "parameters" | "lambda_parameters":
            for parameter in node.named_children:
                name = parameter if parameter.type == "identifier" else _first_name(parameter)
                yield source(name), _Binding(here, node.start_byte, parameter.child_by_field_name("type"))
        case "as_pattern":
            value = node.named_children[0] if node.named_children else None
            one = value if value and value.type != "tuple" else None
            yield from _targets(node.child_by_field_name("alias"), one, scopes)
        case "named_expression":
            yield from _targets(node.child_by_field_name("name"), node.child_by_field_name("value"), scopes)
        case "assignment":
            value = node.child_by_field_name("type") or node.child_by_field_name("right")
            yield from _targets(node.child_by_field_name("left"), value, scopes)
        case _:
            yield from _targets(node.child_by_field_name("left"), None, scopes)


def _targets(target: Node | None, value: Node | None, scopes: list[Node]) -> Iterator[tuple[str, _Binding]]:
    """The names on the left side of an assignment; what its right side says comes before it is bound."""
    waiting = [(target, value)] if target else []
    while waiting:
        node, value = waiting.pop()
        at_byte = value.end_byte if value else node.end_byte
        if node.type == "identifier":
            yield source(node), _Binding(scopes[0], at_byte, value)
        elif node.type == "attribute":
            yield "".join(source(node).split()), _Binding(_class_around(scopes), at_byte, value)
        elif node.type == "as_pattern_target" and node.named_children:
            waiting.append((node.named_children[0], value))
        else:
            waiting += [(child, None) for child in node.named_children]


def _first_name(node: Node) -> Node:
    while node.type != "identifier" and node.named_children:
        node = node.named_children[0]
    return node


def _class_around(scopes: list[Node]) -> Node:
    """Where an attribute of `self` is seen: the whole class; elsewhere its own scope."""
    return next((scope for scope in scopes if scope.type == "class_definition"), scopes[0])
