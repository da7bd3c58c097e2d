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
from ..languages.python.syntax import field, language, source

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
        for node in QueryCursor(_query()).captures(root).get("binding", []):
            for key, binding in _bound(node):
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

    def _name(self, node: Node, key: str, depth: int) -> Dotted | None:
        binding = self._binding(key, node)
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

    def _binding(self, key: str, use: Node) -> _Binding | None:
        """The binding that a use sees: in its own scope the last before it, in an outer one the last.

        A class's own names are not seen in its methods.
        """
        scope = own = _scope(use)
        while True:
            bindings = self._bindings.get((key, scope.id), [])
            if scope == own and own.type not in COMPREHENSIONS:
                bindings = bindings[: bisect_left(bindings, use.start_byte, key=_at_byte)]
            if bindings and (scope == own or scope.type != "class_definition" or "." in key):
                return bindings[-1]
            if scope.parent is None:
                return None
            scope = _scope(scope.parent)


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


def _bound(node: Node) -> Iterator[tuple[str, _Binding]]:
    """The names that a node binds."""
    here = _scope(node)
    match node.type:
        case "import_statement" | "import_from_statement":
            for item in imports(node):
                yield item.bound, _Binding(here, node.start_byte, item)
        case "function_definition" | "class_definition":
            yield field(node, "name"), _Binding(_scope(node.parent or node), node.start_byte, None)
        case "parameters" | "lambda_parameters":
            for parameter in node.named_children:
                name = parameter if parameter.type == "identifier" else _first_name(parameter)
                yield source(name), _Binding(here, node.start_byte, parameter.child_by_field_name("type"))
        case "as_pattern":
            value = node.named_children[0] if node.named_children else None
            one = value if value and value.type != "tuple" else None
            yield from _targets(node.child_by_field_name("alias"), one, here)
        case "named_expression":
            yield from _targets(node.child_by_field_name("name"), node.child_by_field_name("value"), here)
        case "assignment":
            value = node.child_by_field_name("type") or node.child_by_field_name("right")
            yield from _targets(node.child_by_field_name("left"), value, here)
        case _:
            yield from _targets(node.child_by_field_name("left"), None, here)


def _targets(target: Node | None, value: Node | None, scope: Node) -> Iterator[tuple[str, _Binding]]:
    """The names on the left side of an assignment; what its right side says comes before it is bound."""
    if target is None:
        return
    at_byte = value.end_byte if value else target.end_byte
    if target.type == "identifier":
        yield source(target), _Binding(scope, at_byte, value)
    elif target.type == "attribute":
        yield "".join(source(target).split()), _Binding(_class_around(target), at_byte, value)
    elif target.type == "as_pattern_target" and target.named_children:
        yield from _targets(target.named_children[0], value, scope)
    else:
        for child in target.named_children:
            yield from _targets(child, None, scope)


def _first_name(node: Node) -> Node:
    while node.type != "identifier" and node.named_children:
        node = node.named_children[0]
    return node


def _scope(node: Node) -> Node:
    while node.type not in _SCOPES and node.parent is not None:
        node = node.parent
    return node


def _class_around(node: Node) -> Node:
    """Where an attribute of `self` is seen: the whole class; elsewhere its own scope."""
    here = outer = _scope(node)
    while outer.type != "class_definition" and outer.parent is not None:
        outer = _scope(outer.parent)
    return outer if outer.type == "class_definition" else here
