"""How much a function promises: what loops, calls in loops, recursion and quadratic smells add up to."""

from __future__ import annotations

from math import log2

from tree_sitter import Node

from .syntax import field, source

_LOOPS = frozenset({"for_statement", "while_statement", "for_in_clause"})
_COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_LINEAR_METHODS = frozenset({"count", "index", "remove", "insert", "pop", "copy", "sort"})
_EACH_LOOP = 4.0
_DEEPEST = 5
_RECURSION = 6.0


def score(function: Node) -> float:
    """A figure that orders work, above 0; only comparisons between functions mean something."""
    total, self_calls, name = 0.0, 0, field(function, "name")
    body = function.child_by_field_name("body")
    stack = [(child, 0) for child in body.named_children] if body else []
    while stack:
        node, depth = stack.pop()
        total += _weight(node) * _EACH_LOOP ** min(depth, _DEEPEST)
        self_calls += node.type == "call" and field(node, "function").split(".")[-1] == name
        depth += node.type in _LOOPS or node.type in _COMPREHENSIONS
        stack += [(child, depth) for child in node.named_children]
    lines = function.end_point.row - function.start_point.row + 1
    return round(total + _RECURSION * self_calls**2 + log2(lines + 1) / 10, 3)


def _weight(node: Node) -> float:
    """What one node costs each time it runs, roughly."""
    match node.type:
        case "for_statement" | "while_statement" | "for_in_clause":
            return 1.0
        case "call":
            return 0.1 + (_LINEAR if _is_linear(node) else 0.0)
        case "comparison_operator":
            return _LINEAR if _is_membership(node) else 0.0
        case "augmented_assignment":
            return _LINEAR if _appends_text(node) else 0.0
        case "slice":
            return 0.5
    return 0.0


_LINEAR = 1.0


def _is_linear(call: Node) -> bool:
    """A method that walks its list: `count`, `index`, `pop(0)`, `insert(0, ...)`."""
    function = call.child_by_field_name("function")
    if function is None or function.type != "attribute":
        return False
    method, arguments = field(function, "attribute"), field(call, "arguments")
    if method in ("pop", "insert"):
        return arguments.startswith("(0")
    return method in _LINEAR_METHODS


def _is_membership(comparison: Node) -> bool:
    return any(child.type in ("in", "not in") for child in comparison.children)


def _appends_text(assignment: Node) -> bool:
    right = assignment.child_by_field_name("right")
    return right is not None and (right.type == "string" or '"' in source(right) or "'" in source(right))
