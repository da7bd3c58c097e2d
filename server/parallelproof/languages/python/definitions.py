"""The functions and classes of one top-level statement, with the names by which they are reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from .scores import score
from .syntax import DEFINITIONS, Offsets, decorators, inner, source, statements

_ACCESSORS = ("setter", "deleter", "getter")
_EMPTY = frozenset({"pass_statement", "comment"})


@dataclass(frozen=True, slots=True)
class Found:
    """A definition; offsets are code points from the start of its top-level statement, decorators included.

    `head` ends the header (its colon). `score` is None where it is no unit: a class, a stub, an abstract method, or a
    function that a syntax error runs through.
    """

    name: str
    entry: str
    start: int
    head: int
    end: int
    score: float | None


def found(statement: Node, data: bytes) -> dict[str, tuple[Found, ...]]:
    """By top-level name: the definition of that name, then those within it. The last of a name wins."""
    begin = statement.start_byte
    offsets = Offsets(data[begin : statement.end_byte])
    tops = [statement] if statement.type in DEFINITIONS else list(statements(statement))
    return {name: tuple(_within(node, name, "", offsets, begin)) for name, node in _last_of_each(tops).items()}


def _last_of_each(nodes: list[Node]) -> dict[str, Node]:
    """The definition that each name is bound to in the end; overloads and accessors of a property bind nothing new."""
    bound: dict[str, Node] = {}
    for node in nodes:
        name = inner(node).child_by_field_name("name") if node.type in DEFINITIONS else None
        if name and not _repeats(node):
            bound.pop(source(name), None)
            bound[source(name)] = node
    return bound


def _repeats(node: Node) -> bool:
    tails = {decorator.rsplit(".", 1)[-1] for decorator in decorators(node)}
    return "overload" in tails or any("." in text and text.endswith(_ACCESSORS) for text in decorators(node))


def _within(node: Node, name: str, entry: str, offsets: Offsets, begin: int) -> Iterator[Found]:
    """The definition and all that are nested in it; `entry` is the function they are called through, if one is."""
    definition = inner(node)
    is_function = definition.type == "function_definition"
    entry = entry or (name if is_function else "")
    colon = next((child for child in definition.children if child.type == ":"), definition)
    start, head, end = (offsets.chars(at - begin) for at in (node.start_byte, colon.end_byte, node.end_byte))
    worth = score(definition) if is_function and _is_real(node, definition) else None
    yield Found(name, entry or name, start, head, end, worth)
    body = definition.child_by_field_name("body")
    if body:
        for inner_name, inner_node in _last_of_each(list(statements(body))).items():
            yield from _within(inner_node, f"{name}.{inner_name}", entry, offsets, begin)


def _is_real(node: Node, function: Node) -> bool:
    """Whether there is something to optimise: intact, not abstract, and with a body that does something."""
    if node.has_error or any("abstract" in decorator for decorator in decorators(node)):
        return False
    body = function.child_by_field_name("body")
    return body is not None and not all(_is_empty(statement) for statement in body.named_children)


def _is_empty(statement: Node) -> bool:
    if statement.type == "expression_statement":
        return all(child.type in ("ellipsis", "string") for child in statement.named_children)
    if statement.type == "raise_statement":
        return "NotImplementedError" in source(statement)
    return statement.type in _EMPTY
