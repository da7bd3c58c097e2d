"""What names a scope binds, read from the tree alone: Python's rules, and generous where the text is broken."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tree_sitter import Node

from .bindings import Import, imports
from .syntax import decode, field, source

BindingKind = Literal["parameter", "variable", "function", "class", "import", "type parameter", "unsure"]
COMPREHENSIONS = frozenset(
    {"list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression"}
)
_PLACES = frozenset(
    {"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "tuple", "list", "as_pattern_target"}
    | {"parenthesized_expression", "list_splat", "splat_pattern"}
)
_BRANCHES = frozenset({"if_statement", "try_statement", "while_statement", "for_statement", "with_statement"})
_BROKEN = re.compile(
    r"\b(?:def|class|as|for|import|global|nonlocal)[ \t]+([^\W\d]\w*)|([^\W\d]\w*)[ \t]*(?::[^=\n]*)?(?<![=!<>])=(?!=)"
    r"|(?:for|lambda|import|,)[ \t]+([^\W\d]\w*)"
)
_GLOBAL = re.compile(r"(?m)^[ \t]+global[ \t]+(\w[\w, \t]*)")


@dataclass(frozen=True, slots=True)
class Binding:
    """One place where a scope binds a name: its kind, its line (from 1) and byte, and what an import says."""

    kind: BindingKind
    line: int
    at_byte: int
    imported: Import | None = None
    is_nested: bool = False
    """It stands in an `if`, `try` or another branch, so that it may be one of several ways to bind the name."""


@dataclass(slots=True)
class Scope:
    """The names that one module, function, class, lambda or comprehension binds."""

    node: Node
    bindings: dict[str, list[Binding]]
    elsewhere: dict[str, Literal["global", "nonlocal"]]
    has_star: bool = False

    def add(
        self, name: str, kind: BindingKind, node: Node, imported: Import | None = None, is_nested: bool = False
    ) -> None:
        """One more place where a name is bound."""
        binding = Binding(kind, node.start_point.row + 1, node.start_byte, imported, is_nested)
        self.bindings.setdefault(name, []).append(binding)


def scope_of(node: Node) -> Scope:
    """What a module, function, class, lambda or comprehension binds, not what is nested in it does."""
    scope = Scope(node, {}, {})
    if node.type in ("function_definition", "lambda"):
        parameters = node.child_by_field_name("parameters")
        for name in _parameters(parameters):
            scope.add(source(name), "parameter", name)
    if node.type in COMPREHENSIONS:
        for clause in node.named_children:
            if clause.type == "for_in_clause":
                _targets(scope, clause.child_by_field_name("left"))
        return scope
    body = node if node.type == "module" else node.child_by_field_name("body")
    if body is not None:
        _read(scope, body)
    if node.type == "module":
        for match in _GLOBAL.finditer(decode(node.text or b"")):
            for name in re.findall(r"\w+", match[1]):
                scope.add(name, "variable", node)
    for part in node.children if node.type != "module" else ():
        if part.is_error:
            _broken(scope, part)
    return scope


def type_parameters(node: Node) -> frozenset[str]:
    """The names in `[T, *Ts]` after the name of a function, class or type alias."""
    part = node.child_by_field_name("type_parameters")
    if part is None and node.type == "type_alias_statement":
        left = node.child_by_field_name("left")
        return frozenset(re.findall(r"[^\W\d]\w*", source(left).partition("[")[2])) if left else frozenset()
    return frozenset(re.findall(r"(?:\[|,)\s*\*{0,2}\s*([^\W\d]\w*)", source(part))) if part else frozenset()


def _read(scope: Scope, body: Node) -> None:
    """Every binding below a node, in no order, without entering the scopes nested in it."""
    stack = [(body, False)]
    while stack:
        node, is_nested = stack.pop()
        is_within = is_nested or node.type in _BRANCHES
        match node.type:
            case "function_definition" | "class_definition":
                if name := node.child_by_field_name("name"):
                    kind: BindingKind = "function" if node.type == "function_definition" else "class"
                    scope.add(source(name), kind, node, is_nested=is_nested)
                parts = node.children if scope.node.type == "module" else []
                stack += [(part, is_nested) for part in parts if part.is_error]
                continue
            case "lambda":
                continue
            case "ERROR":
                _broken(scope, node, is_nested)
            case "assignment" | "augmented_assignment" | "for_statement":
                _targets(scope, node.child_by_field_name("left"), is_within)
            case "named_expression":
                _targets(scope, node.child_by_field_name("name"), is_nested)
            case "as_pattern_target":
                _targets(scope, node, is_nested)
            case "as_pattern" | "case_pattern" | "splat_pattern":
                _captures(scope, node, is_nested)
            case "import_statement" | "import_from_statement":
                _imports(scope, node, is_nested)
                continue
            case "global_statement" | "nonlocal_statement":
                how: Literal["global", "nonlocal"] = "global" if node.type == "global_statement" else "nonlocal"
                scope.elsewhere.update((source(child), how) for child in node.named_children)
                continue
            case "type_alias_statement":
                name = node.child_by_field_name("left")
                if name:
                    scope.add(source(name).split("[")[0].strip(), "class", node, is_nested=is_nested)
                continue
            case "delete_statement" | "identifier" | "string_content" | "comment":
                continue
        stack += [(part, is_within) for part in node.named_children]


def _imports(scope: Scope, node: Node, is_nested: bool) -> None:
    for item in imports(node):
        if item.bound == "*":
            scope.has_star = True
        else:
            scope.add(item.bound, "import", node, item, is_nested)


def _targets(scope: Scope, target: Node | None, is_nested: bool = False) -> None:
    waiting = [target] if target else []
    while waiting:
        node = waiting.pop()
        if node.type == "identifier":
            scope.add(source(node), "variable", node, is_nested=is_nested)
        elif node.type in _PLACES:
            waiting += node.named_children


def _captures(scope: Scope, pattern: Node, is_nested: bool) -> None:
    """What a `case` binds: a bare name; a dotted one is compared with."""
    for child in pattern.named_children:
        is_bare = child.type == "dotted_name" and len(child.named_children) == 1
        is_last = pattern.type == "as_pattern" and child.type == "identifier" and child != pattern.named_children[0]
        if is_bare or is_last or pattern.type == "splat_pattern":
            scope.add(source(child), "variable", child, is_nested=is_nested)
        elif child.type == "keyword_pattern":
            for value in child.named_children[1:]:
                if value.type == "dotted_name" and len(value.named_children) == 1:
                    scope.add(source(value), "variable", value, is_nested=is_nested)


def _parameters(node: Node | None) -> Iterator[Node]:
    for child in node.named_children if node else ():
        if child.type == "identifier":
            yield child
        elif child.type in ("default_parameter", "typed_default_parameter"):
            name = child.child_by_field_name("name")
            yield from [name] if name and name.type == "identifier" else _parameters(name)
        elif child.type in ("typed_parameter", "list_splat_pattern", "dictionary_splat_pattern", "tuple_pattern"):
            yield from _parameters_of(child)


def _parameters_of(node: Node) -> Iterator[Node]:
    while node.type != "identifier" and node.named_children:
        node = node.named_children[0]
    if node.type == "identifier":
        yield node


def _broken(scope: Scope, error: Node, is_nested: bool = False) -> None:
    """Whatever may be bound in a broken part is taken to be."""
    for match in _BROKEN.finditer(source(error)):
        scope.add(next(filter(None, match.groups())), "unsure", error, is_nested=is_nested)
    for child in error.named_children:
        if child.type in ("parameters", "typed_parameter", "default_parameter", "typed_default_parameter"):
            within = _parameters(child) if child.type == "parameters" else _parameters_of(child)
            for name in within:
                scope.add(source(name), "unsure", name, is_nested=is_nested)
            if named := field(child, "name"):
                scope.add(named, "unsure", child, is_nested=is_nested)
