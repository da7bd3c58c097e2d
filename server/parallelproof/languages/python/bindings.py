"""What a top-level statement binds: the names by which edits and results speak of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from .syntax import DEFINITIONS, field, inner, is_branch, source

_TARGETS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern"})
SIDE = ("",)
"""What stands for a statement that is no definition: it runs when the file is loaded, whatever it may change."""


@dataclass(frozen=True, slots=True)
class Import:
    """One name that an import binds. `name` is None for `import module`, "*" for a star; `level` counts the dots.

    `bound` is the name it is known by here; `import a.b` binds "a", and `aliased` is then False.
    """

    bound: str
    level: int
    module: str
    name: str | None = None
    aliased: bool = True


def bound_names(statement: Node) -> tuple[str, ...]:
    """The names that a statement defines; `SIDE` if it does something else; none where it does nothing.

    A plain assignment is run for its value and counts as a definition, also where its right side calls something.
    Comments, docstrings, a name by itself and `if __name__ == "__main__":` do nothing when a file is imported.
    """
    match statement.type:
        case "comment" | "pass_statement":
            return ()
        case kind if kind in DEFINITIONS:
            name = field(inner(statement), "name")
            return (name,) if name else SIDE
        case "import_statement" | "import_from_statement":
            names = tuple(item.bound for item in imports(statement))
            return names if names and "*" not in names else SIDE
        case "type_alias_statement":
            return (field(statement, "left").split("[")[0],)
        case "expression_statement":
            return _expression(statement)
        case "if_statement" if is_main_guard(statement):
            return ()
    return SIDE


def leaves(node: Node) -> Iterator[Node]:
    """The statements of a module with those in its branches (`if`, `try`, ...), each once; broken parts as one."""
    waiting = [(child, node.type) for child in reversed(node.named_children)]
    while waiting:
        child, parent = waiting.pop()
        if child.type == "if_statement" and is_main_guard(child):
            continue
        if is_branch(child):
            waiting += ((part, child.type) for part in reversed(child.named_children))
        elif parent in ("module", "block"):
            yield child


def is_main_guard(statement: Node) -> bool:
    """Whether it is `if __name__ == "__main__":`, whose body does not run on import; one with `else` does."""
    condition = field(statement, "condition")
    return "__name__" in condition and "__main__" in condition and statement.child_by_field_name("alternative") is None


def imports(statement: Node) -> list[Import]:
    """What an import statement binds."""
    if statement.type == "import_statement":
        return [_module(child) for child in statement.named_children if child.type in ("dotted_name", "aliased_import")]
    module = field(statement, "module_name")
    bare = module.lstrip(".")
    level = len(module) - len(bare)
    return [
        Import("*" if child.type == "wildcard_import" else _alias(child), level, bare.strip(), _original(child))
        for child in statement.named_children[1:]
        if child.type in ("dotted_name", "aliased_import", "wildcard_import")
    ]


def _module(child: Node) -> Import:
    original = _original(child)
    if child.type == "aliased_import":
        return Import(_alias(child), 0, original)
    return Import(original.split(".")[0], 0, original, aliased=False)


def _alias(child: Node) -> str:
    return field(child, "alias") or source(child)


def _original(child: Node) -> str:
    return field(child, "name") or source(child)


def _expression(statement: Node) -> tuple[str, ...]:
    expression = statement.named_children[0] if statement.named_children else statement
    if expression.type in ("string", "identifier"):
        return ()
    names: list[str] = []
    while expression.type == "assignment":
        targets = _targets(expression.child_by_field_name("left"))
        if targets is None:
            return SIDE
        names += targets
        expression = expression.child_by_field_name("right") or statement
    return tuple(names) if names and names != ["_"] else SIDE


def _targets(target: Node | None) -> list[str] | None:
    """The names of an assignment's left side, None if it also changes something that exists, as `a.b` and `a[0]`."""
    names: list[str] = []
    waiting = [target]
    while waiting:
        node = waiting.pop()
        if node is not None and node.type in _TARGETS:
            waiting += reversed(node.named_children)
        elif node is not None and node.type == "identifier":
            names.append(source(node))
        else:
            return None
    return names
