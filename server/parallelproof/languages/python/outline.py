"""What one text defines and hands on, read from the text alone, also while parts of it are half-written."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tree_sitter import Node

from .bindings import Import, bound_names, imports, is_main_guard, leaves
from .syntax import decorators, encode, field, inner, is_branch, parse, source
from .takes import Takes, takes

Kind = Literal["function", "class", "method", "constant"]

_LOST = re.compile(r"(?m)^(?:async[ \t]+)?(?:def|class)[ \t]+\w+(?:[^\n]*\n){0,40}?[^\n]*?:[ \t]*(?:#[^\n]*)?$")
_LOST_LINE = re.compile(r"(?m)^(?:async[ \t]+)?(?:def|class)[ \t]+\w+[^\n]*:[ \t]*[^\s#][^\n]*$")
_EXPORTED = re.compile(r"^__all__\s*(?::[^=]+)?\+?=|^__all__\s*\.\s*(?:extend|append)\b")
_TEXT = re.compile(r"""(['"])([^\W\d]\w*)\1""")
_OWN = re.compile(r"\bself\s*\.\s*([^\W\d]\w*)\s*(?::[^=\n]+)?=(?!=)")
_FIELDS = frozenset({"NamedTuple", "TypedDict", "BaseModel", "Struct"})
_MOST_CHARS = 400
_MOST_CLASSES = 20
"""Classes in one another; people stay far below."""


@dataclass(frozen=True, slots=True)
class Defined:
    """One definition. `dotted` is its name from the module ("Cart.total"), `line` counts from 1.

    `signature` begins with the last part of the name and is "" for what is not called; a class's is that of making one.
    `members` are what a class gives its objects. `doc` is the first line of the docstring.
    """

    dotted: str
    kind: Kind
    line: int
    signature: str = ""
    doc: str = ""
    takes: Takes | None = None
    members: frozenset[str] = frozenset()
    bases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The last part of the dotted name."""
        return self.dotted.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Outline:
    """A text's definitions in its order, what its imports bind at the top level, `__all__` (None where it has none)."""

    defined: tuple[Defined, ...]
    imports: tuple[Import, ...]
    exports: tuple[str, ...] | None
    doc: str = ""

    def find(self, dotted: str) -> Defined | None:
        """The definition that a name stands for in the end: the last one."""
        return next((item for item in reversed(self.defined) if item.dotted == dotted), None)

    @property
    def public(self) -> frozenset[str]:
        """What a star import brings."""
        if self.exports is not None:
            return frozenset(self.exports)
        names = {item.dotted for item in self.defined} | {item.bound for item in self.imports}
        return frozenset(name for name in names if not name.startswith("_") and "." not in name)


def outline(text: str) -> Outline:
    """The outline of a text; around a syntax error, of what is intact, and of headers that can still be read."""
    root = parse(encode(text)).root_node
    tops = list(_tops(root))
    defined = [item for top in tops for item in _defined(top)]
    if root.has_error:
        defined += _lost(text, {item.dotted for item in defined})
    bound = [item for top in tops if top.type.startswith("import") for item in imports(top)]
    exports = [_exported(top) for top in tops if _EXPORTED.match(source(top))]
    named = tuple(dict.fromkeys(name for names in exports for name in names)) if exports else None
    ordered = sorted(defined, key=lambda item: item.line)
    return Outline(_without_overloads(ordered), tuple(bound), named, _doc(root))


def _tops(node: Node) -> Iterator[Node]:
    """The statements that run when the module is loaded, those of branches too; what is broken, by its intact parts."""
    waiting = node.named_children[::-1]
    while waiting:
        child = waiting.pop()
        if child.is_error:
            yield from (part for part in child.named_children if not part.start_point.column and not part.is_error)
        elif is_branch(child) and not (child.type == "if_statement" and is_main_guard(child)):
            waiting += reversed(child.named_children)
        else:
            yield child


def _defined(top: Node) -> Iterator[Defined]:
    definition = inner(top)
    if definition.type == "function_definition":
        yield _function(top, definition, "")
    elif definition.type == "class_definition":
        yield from _class(top, definition, "")
    elif top.type in ("expression_statement", "type_alias_statement"):
        yield from _constants(top)


def _function(node: Node, function: Node, owner: str) -> Defined:
    name = field(function, "name")
    is_property = any("property" in text for text in decorators(node))
    signature = "" if is_property else name + signature_of(function)
    kind: Kind = "method" if owner else "function"
    bound = bool(owner) and "staticmethod" not in decorators(node)
    doc = _doc(function.child_by_field_name("body"))
    accepted = None if is_property else takes(function.child_by_field_name("parameters"), bound)
    return Defined(owner + name, kind, _line(function), signature[:_MOST_CHARS], doc, accepted)


def signature_of(function: Node, bound: bool = False) -> str:
    """The parameters and the result of a function as one line; without the first parameter if `bound`."""
    parameters = function.child_by_field_name("parameters")
    shown = (
        [_plain(source(child)) for child in parameters.named_children if child.type != "comment"] if parameters else []
    )
    result = field(function, "return_type")
    return f"({', '.join(shown[bound:])})" + (f" -> {_plain(result)}" if result and not bound else "")


def _class(node: Node, definition: Node, owner: str) -> Iterator[Defined]:
    name = owner + field(definition, "name")
    body = definition.child_by_field_name("body")
    parts = list(leaves(body)) if body else []
    within = list(_members(parts, name + "."))
    bases = tuple(_plain(source(base)) for base in _bases(definition))
    making, accepted = _making(node, definition, parts, bases)
    attributes = {found for part in parts for found in bound_names(part) if found}
    members = attributes | set(_OWN.findall(source(body)) if body else ())
    signature = (field(definition, "name") + making)[:_MOST_CHARS]
    yield Defined(name, "class", _line(definition), signature, _doc(body), accepted, frozenset(members), bases)
    yield from within


def _members(parts: list[Node], owner: str) -> Iterator[Defined]:
    for part in parts:
        definition = inner(part)
        if definition.type == "function_definition":
            yield _function(part, definition, owner)
        elif definition.type == "class_definition" and owner.count(".") < _MOST_CLASSES:
            yield from _class(part, definition, owner)


def _bases(definition: Node) -> list[Node]:
    arguments = definition.child_by_field_name("superclasses")
    kept = arguments.named_children if arguments else []
    return [base for base in kept if base.type not in ("keyword_argument", "comment", "list_splat", "dictionary_splat")]


def _making(node: Node, definition: Node, parts: list[Node], bases: tuple[str, ...]) -> tuple[str, Takes | None]:
    """How an object of a class is made: by its `__init__`, else by its fields, else as its unknown bases say."""
    for wanted in ("__init__", "__new__"):
        for part in parts:
            method = inner(part)
            if method.type == "function_definition" and field(method, "name") == wanted:
                return signature_of(method, bound=True), takes(method.child_by_field_name("parameters"), bound=True)
    plain = {base.split("[")[0].rpartition(".")[2] for base in bases}
    is_record = any(text.rpartition(".")[2] in ("dataclass", "define", "frozen", "attrs") for text in decorators(node))
    if is_record or plain & _FIELDS:
        return _fields(parts, keywords_only=bool(plain & {"BaseModel", "TypedDict"}))
    if plain <= {"object", "ABC", "Protocol", "Generic"}:
        return "()", Takes(0, 0, frozenset())
    return "(...)", None


def _fields(parts: list[Node], keywords_only: bool) -> tuple[str, Takes]:
    shown, names, least = ["*"] if keywords_only else [], [], 0
    for part in parts:
        assignment = part.named_children[0] if part.type == "expression_statement" and part.named_children else None
        kind = field(assignment, "type") if assignment and assignment.type == "assignment" else ""
        if assignment and kind and not kind.startswith(("ClassVar", "typing.ClassVar")):
            name, value = field(assignment, "left"), field(assignment, "right")
            names.append(name)
            least += not value
            shown.append(f"{name}: {_plain(kind)}" + (f" = {_plain(value)}" if value else ""))
    most = 0 if keywords_only else len(names)
    return f"({', '.join(shown)})" if names else "()", Takes(least, most, frozenset(names))


def _constants(statement: Node) -> Iterator[Defined]:
    value = statement.named_children[0] if statement.named_children else None
    right = value.child_by_field_name("right") if value and value.type == "assignment" else None
    below = statement.next_named_sibling
    doc = _string(below.named_children[0]) if below and below.type == "expression_statement" else ""
    for name in bound_names(statement):
        if not name or name == "__all__":
            continue
        if right and right.type == "lambda":
            accepted = takes(right.child_by_field_name("parameters"), bound=False)
            yield Defined(name, "function", _line(statement), name + signature_of(right), doc, accepted)
        else:
            yield Defined(name, "constant", _line(statement), "", doc)


def _without_overloads(items: list[Defined]) -> tuple[Defined, ...]:
    """The last of each name, which is what Python leaves it bound to."""
    last = {item.dotted: item for item in items}
    return tuple(sorted(last.values(), key=lambda item: item.line))


def _lost(text: str, known: set[str]) -> Iterator[Defined]:
    """Definitions whose trees a syntax error took: their headers are read on their own."""
    headers = [(match.start(), match[0] + " ...\n") for match in _LOST.finditer(text)]
    headers += [(match.start(), match[0] + "\n") for match in _LOST_LINE.finditer(text)]
    for at, header in headers:
        root = parse(encode(header)).root_node
        line = text.count("\n", 0, at)
        for top in root.named_children if not root.has_error else ():
            for item in _defined(top):
                if item.dotted not in known:
                    yield Defined(item.dotted, item.kind, item.line + line, item.signature, "", item.takes)


def _exported(statement: Node) -> list[str]:
    return [match[2] for match in _TEXT.finditer(source(statement))]


def _doc(body: Node | None) -> str:
    """The first line of the docstring of a body or module, "" where there is none."""
    for child in body.named_children if body else ():
        if child.type == "comment":
            continue
        is_text = child.type == "expression_statement" and len(child.named_children) == 1
        return _string(child.named_children[0]) if is_text else ""
    return ""


def _string(node: Node) -> str:
    if node.type == "concatenated_string":
        return _string(node.named_children[0])
    if node.type != "string":
        return ""
    content = "".join(source(child) for child in node.named_children if child.type == "string_content")
    return next((line for line in inspect.cleandoc(content).splitlines() if line.strip()), "").strip()


def _plain(text: str) -> str:
    """One line of code, without the white space that only laid it out."""
    text = re.sub(r"\s+", " ", re.sub(r"(?m)#[^\n'\"]*$", "", text)).strip() if "\n" in text else text.strip()
    return re.sub(r",?\s+(?=[\])}])", "", re.sub(r"(?<=[\[({])\s+", "", text)) if "\n" not in text else text


def _line(node: Node) -> int:
    return node.start_point.row + 1
