"""What one Python file defines, with signatures and the first words of its docstrings; broken parts are left out."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from tree_sitter import Node

from ..languages.python.bindings import imports, leaves
from ..languages.python.facts import imported
from ..languages.python.syntax import decorators, encode, inner, parse, source
from ..languages.python.syntax import field as text_of

_DOC_CHARS = 600
_VALUE_CHARS = 40
DOTTED = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
"""A name, or names joined by dots."""
_ROLE = re.compile(r":[\w:]+:`[~!]?([^`<]+?)(?: <[^`>]*>)?`|``([^`]+)``")
_LITERALS = frozenset({"integer", "float", "string", "true", "false", "none", "unary_operator"})
_NAMES = frozenset({"identifier", "attribute"})
_SPLATS = frozenset({"list_splat_pattern", "dictionary_splat_pattern"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of a file or class.

    `signature` is "(url, *, timeout=None)" without the object itself, or the value of a constant. `target` is the
    dotted name elsewhere that an import stands for, `alias` the name in the same file that an assignment repeats, and
    `maker` the class in the same file that a constant is an object of.
    """

    kind: Literal["module", "class", "function", "constant", "import"]
    line: int
    signature: str = ""
    doc: str = ""
    parameters: frozenset[str] = frozenset()
    bases: tuple[str, ...] = ()
    members: dict[str, Entry] = field(default_factory=dict)
    target: str = ""
    alias: str = ""
    maker: str = ""
    is_overload: bool = False


@dataclass(frozen=True, slots=True)
class Contents:
    """One file: its own docstring, its names, and the modules of which it takes all names."""

    doc: str
    names: dict[str, Entry]
    stars: tuple[str, ...]


def read(text: str, package: str) -> Contents:
    """The contents of a file; `package` is what its relative imports start from."""
    root = parse(encode(text)).root_node
    stars: list[str] = []
    names = _names(root, package, stars)
    return Contents(_docstring(root), names, tuple(dict.fromkeys(stars)))


def first_paragraph(doc: str) -> str:
    """The first paragraph of a docstring as one line of plain text."""
    paragraph = re.split(r"\n\s*\n", inspect.cleandoc(doc).strip(), maxsplit=1)[0]
    plain = _ROLE.sub(lambda match: match[1] or match[2], " ".join(paragraph.split()))
    return shortened(plain, _DOC_CHARS)


def shortened(text: str, most_chars: int) -> str:
    """The text, ended at a word where it is too long."""
    return text if len(text) <= most_chars else text[: most_chars - 1].rsplit(" ", 1)[0] + "…"


def _names(body: Node, package: str, stars: list[str]) -> dict[str, Entry]:
    names: dict[str, Entry] = {}
    for leaf in leaves(body):
        for name, entry in _entries(leaf, package, stars):
            if name not in names or _is_better(entry, names[name]):
                names[name] = entry
    return names


def _is_better(new: Entry, old: Entry) -> bool:
    """Whether a later binding says more: what has words before what has none, a definition before an import."""
    new_rank, old_rank = [(bool(entry.doc), entry.kind != "import") for entry in (new, old)]
    return new_rank > old_rank or (new_rank == old_rank and old.is_overload)


def _entries(leaf: Node, package: str, stars: list[str]) -> Iterator[tuple[str, Entry]]:
    definition, line = inner(leaf), leaf.start_point.row + 1
    match definition.type:
        case "import_statement" | "import_from_statement":
            yield from _imported(definition, package, line, stars)
        case "class_definition":
            yield text_of(definition, "name"), _class(definition, package)
        case "function_definition":
            yield text_of(definition, "name"), _function(leaf, definition)
            if text_of(definition, "name") == "__getattr__":
                yield from _brought(definition, package, line)
        case "expression_statement" if definition.named_children:
            yield from _constant(definition, line)


def _imported(statement: Node, package: str, line: int, stars: list[str]) -> Iterator[tuple[str, Entry]]:
    for item in imports(statement):
        module = _absolute(item.module, item.level, package)
        if item.name == "*":
            stars.append(module)
        elif item.name is not None:
            yield item.bound, Entry("import", line, target=f"{module}.{item.name}".lstrip("."))
        else:
            yield item.bound, Entry("import", line, target=module if item.aliased else item.bound)


def _brought(function: Node, package: str, line: int) -> Iterator[tuple[str, Entry]]:
    """What a module's `__getattr__` imports when it is first asked for."""
    for item in imported(encode(source(function))):
        if item.name not in (None, "*"):
            target = f"{_absolute(item.module, item.level, package)}.{item.name}"
            yield str(item.name), Entry("import", line, target=target)


def _absolute(module: str, level: int, package: str) -> str:
    if not level:
        return module
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - level + 1], *filter(None, [module])])


def _class(definition: Node, package: str) -> Entry:
    body = definition.child_by_field_name("body")
    supers = definition.child_by_field_name("superclasses")
    bases = [re.sub(r"\[.*", "", source(child), flags=re.DOTALL) for child in supers.named_children] if supers else []
    return Entry(
        "class",
        definition.start_point.row + 1,
        doc=_docstring(body),
        bases=tuple(base for base in bases if DOTTED.fullmatch(base)),
        members=_names(body, package, []) if body else {},
    )


def _function(leaf: Node, definition: Node) -> Entry:
    line, doc = definition.start_point.row + 1, _docstring(definition.child_by_field_name("body"))
    tails = {decorator.rsplit(".", 1)[-1] for decorator in decorators(leaf)}
    if any(tail.endswith("property") or tail == "reify" for tail in tails):
        return Entry("constant", line, doc=doc)
    pieces = list(_parameters(definition.child_by_field_name("parameters")))
    if pieces and pieces[0][0] in ("self", "cls", "mcs", "mcls") and "staticmethod" not in tails:
        pieces = pieces[2:] if pieces[1:2] == [("", "/")] else pieces[1:]
    signature = "(" + ", ".join(piece for _, piece in pieces) + ")"
    names = frozenset(name for name, _ in pieces if name)
    return Entry("function", line, signature, doc, names, is_overload="overload" in tails)


def _parameters(parameters: Node | None) -> Iterator[tuple[str, str]]:
    """Each parameter: its name ("" where it cannot be passed by name) and how the signature writes it."""
    for child in parameters.named_children if parameters else ():
        name = text_of(child, "name")
        match child.type:
            case "identifier":
                yield source(child), source(child)
            case "typed_parameter" if child.named_children:
                held = child.named_children[0]
                yield "" if held.type in _SPLATS else source(held), source(held)
            case "default_parameter" | "typed_default_parameter":
                yield name, f"{name}={_value(child)}"
            case kind if kind in _SPLATS:
                yield "", source(child)
            case "keyword_separator":
                yield "", "*"
            case "positional_separator":
                yield "", "/"


def _constant(statement: Node, line: int) -> Iterator[tuple[str, Entry]]:
    assignment = statement.named_children[0]
    left, right = (assignment.child_by_field_name(side) for side in ("left", "right"))
    if assignment.type != "assignment" or left is None or left.type != "identifier":
        return
    following = statement.next_named_sibling
    yield (
        source(left),
        Entry(
            "constant",
            line,
            _value(assignment, "right") if right and right.type in _LITERALS else "",
            first_paragraph(_string(following)) if following else "",
            alias=source(right) if right and right.type in _NAMES else "",
            maker=text_of(right, "function") if right and right.type == "call" else "",
        ),
    )


def _value(node: Node, name: str = "value") -> str:
    value = " ".join(text_of(node, name).split())
    return value if len(value) <= _VALUE_CHARS else "..."


def _docstring(body: Node | None) -> str:
    statements = [child for child in body.named_children if child.type != "comment"][:1] if body else []
    return first_paragraph(_string(statements[0])) if statements else ""


def _string(statement: Node) -> str:
    """The text of a statement that is a string and nothing else."""
    if statement.type != "expression_statement" or len(statement.named_children) != 1:
        return ""
    string = statement.named_children[0]
    return "".join(source(part) for part in string.named_children if part.type == "string_content")
