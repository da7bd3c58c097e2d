"""Names that are bound once, to a literal, so that what they stand for is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tree_sitter import Node

from ..python.names import Resolver
from ..python.scopes import Scope
from ..python.syntax import around, field, source
from .executing import unwrapped
from .literals import literal

_SCOPES = frozenset({"module", "function_definition", "lambda"})
_LITERALS = frozenset({"string", "concatenated_string"})
_OWN = frozenset({"self", "cls"})


@dataclass(frozen=True, slots=True)
class Constant:
    """A name that stands for a literal; `dotted` is its name, or that of the function which it is local to."""

    value: Node
    dotted: str


class Constants:
    """The constants of one tree."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def of(self, node: Node, above: Sequence[Node]) -> Constant | None:
        """What a name, or an attribute of `self` or `cls` that its class sets, stands for; None if that is not known.

        `above` is what is around the node, the outermost first.
        """
        if node.type == "attribute":
            owner = next((item for item in reversed(above) if item.type == "class_definition"), None)
            name, scope = field(node, "attribute"), self._resolver.scope(owner) if owner is not None else None
            is_own = field(node, "object") in _OWN
            return self._bound(name, scope) if scope and is_own and not self._is_set(name) else None
        name = source(node)
        return self._bound(name, self._scope(name, above)) if node.type == "identifier" else None

    def uses(self, value: Node) -> int:
        """How often the name of a constant's literal is written where it can be seen, its binding left out.

        A constant of a class is seen in the class, and in the rest of the file as an attribute of something else than
        `self` and `cls`.
        """
        above = around(value, self._resolver.root) or []
        assignment = next((item for item in reversed(above) if item.type == "assignment"), None)
        scopes = (item for item in reversed(above) if item.type in _SCOPES or item.type == "class_definition")
        scope = next(scopes, self._resolver.root)
        name = field(assignment, "left") if assignment is not None else ""
        within = self._named(name, scope)
        if scope.type != "class_definition":
            return len(within) - 1
        others = [item for item in self._named(name, self._resolver.root) if item not in within]
        return len(within) - 1 + sum(self._is_read_of_another(item) for item in others)

    def _named(self, name: str, scope: Node) -> list[Node]:
        seen = self._resolver.within("(identifier) @node", scope.start_byte, scope.end_byte)
        return [item for item in seen if source(item) == name]

    def _is_read_of_another(self, node: Node) -> bool:
        """Whether a name is an attribute of something that may be the class or one of its objects."""
        parent = (around(node, self._resolver.root) or [node])[-1]
        is_attribute = parent.type == "attribute" and parent.child_by_field_name("attribute") == node
        return is_attribute and field(parent, "object") not in _OWN

    def known(self, place: Node) -> Callable[[Node], str | None]:
        """What expressions that are interpolated at a place are known to stand for.

        Constants stand for their text, and parameters of a function that are annotated with `int` for a value, which is
        written `:name`.
        """

        def value(expression: Node) -> str | None:
            above = around(place, self._resolver.root) or []
            if self._is_integer(expression, above):
                return f":{source(expression)}"
            constant = self.of(expression, above)
            written = literal(constant.value, "", lambda _: None) if constant is not None else None
            return written.value if written is not None else None

        return value

    def _is_integer(self, node: Node, above: Sequence[Node]) -> bool:
        """Whether a name is a parameter annotated with `int` that nothing binds anew."""
        scope = self._scope(source(node), above) if node.type == "identifier" else None
        bindings = scope.bindings[source(node)] if scope else []
        if len(bindings) != 1 or bindings[0].kind != "parameter":
            return False
        parameter = around_byte(self._resolver.root, bindings[0].at_byte)[-1]
        return parameter.type in ("typed_parameter", "typed_default_parameter") and field(parameter, "type") == "int"

    def _scope(self, name: str, above: Sequence[Node]) -> Scope | None:
        """The innermost scope that binds a name; a class's is seen from its own body alone, and is left out."""
        for node in reversed(above):
            if node.type in _SCOPES or node.type.endswith(("comprehension", "generator_expression")):
                scope = self._resolver.scope(node)
                if name in scope.bindings or name in scope.elsewhere:
                    return scope if name not in scope.elsewhere else None
        return None

    def _bound(self, name: str, scope: Scope | None) -> Constant | None:
        bindings = scope.bindings.get(name, []) if scope else []
        if scope is None or len(bindings) != 1 or bindings[0].kind != "variable":
            return None
        at = bindings[0].at_byte
        above = around_byte(self._resolver.root, at)
        assignment = above[-1] if above else None
        if assignment is None or assignment.type != "assignment" or field(assignment, "left") != name:
            return None
        right = assignment.child_by_field_name("right")
        value = unwrapped(right) if right is not None else None
        if value is None or value.type not in _LITERALS:
            return None
        outer = [field(item, "name") for item in above if item.type in ("function_definition", "class_definition")]
        is_local = scope.node.type == "function_definition"
        return Constant(value, ".".join(outer if is_local else [*outer, name]))

    def _is_set(self, name: str) -> bool:
        """Whether an attribute of that name is assigned to anywhere."""
        return re.search(rf"\.\s*{re.escape(name)}\s*(?::[^=\n]+)?=(?!=)", source(self._resolver.root)) is not None


def around_byte(root: Node, at: int) -> list[Node]:
    """What the name that begins at a byte stands in, the outermost first."""
    node = root.descendant_for_byte_range(at, at + 1)
    return (around(node, root) or []) if node is not None else []
