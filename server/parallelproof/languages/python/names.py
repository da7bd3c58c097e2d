"""What the names in a piece of fresh text are bound to by Python's scope rules, also while the code is half-written."""

from __future__ import annotations

import builtins
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from tree_sitter import Node, Query, QueryCursor

from ...domain import Span
from .bindings import Import, imports
from .repair import repaired
from .scopes import COMPREHENSIONS, Binding, Scope, scope_of, type_parameters
from .syntax import Offsets, around, encode, field, language, source

Bound = Literal["local", "enclosing", "global", "import", "builtin", "undefined", "unknown"]
"""Where a name is bound; "unknown" where a star import, or code that is still broken, may bind it."""

_BUILTINS = frozenset(dir(builtins)) | {
    "__file__", "__path__", "__annotations__", "__builtins__", "__cached__", "__class__", "WindowsError", "reveal_type",
}  # fmt: skip
_PATTERNS = frozenset({"pattern_list", "tuple_pattern", "list_pattern", "list_splat_pattern", "tuple", "list"})
_PARAMETERS = frozenset({"parameters", "lambda_parameters", "list_splat_pattern", "dictionary_splat_pattern"})
_STORES = {
    "assignment": "left", "augmented_assignment": "left", "for_statement": "left", "for_in_clause": "left",
    "named_expression": "name", "keyword_argument": "name", "function_definition": "name", "class_definition": "name",
    "default_parameter": "name", "typed_default_parameter": "name", "attribute": "attribute",
}  # fmt: skip
_NOT_USES = frozenset({
    "global_statement", "nonlocal_statement", "delete_statement", "as_pattern_target", "type_parameter",
    "case_pattern", "splat_pattern", "print_statement",
})  # fmt: skip
_TASK = r"\b(?i:todo|fixme|xxx)\b"
_MENTIONED = re.compile(
    # In quotes, as what a task is about, with the shape of a name or of a call, or with dots; nothing is tried twice.
    r"`([^\W\d]\w*(?:\.[^\W\d]\w*)*)(?:\([^`]*\))?`"
    rf"|{_TASK}(?:\([^()]{{0,40}}\))?:?[ \t]{{1,9}}([^\W\d]\w*+)(?=:|[ \t][-–—][ \t])"
    rf"|(?<![\w.`/\\@#-])(?!{_TASK})((?:[^\W\d]\w*+\.(?=\w))*+"
    r"(?:(?=_?[^\W\d_][^\W_]*+_)\w++(?<!_)|[A-Z][a-z0-9]++[A-Z][A-Za-z0-9]*+|[^\W\d]\w{2,}+(?=\((?!e?s\)))"
    r"|(?<=\w\.)[^\W\d]\w++))(?![\w`/\\@-]|\.\w)"
)
_DIRECTIVE = re.compile(r"#\s*(?:noqa|type:|pragma|pylint:|mypy:|pyright:|ruff:|fmt:|isort:|parallelproof:|!)")
_LINK = re.compile(r"\b\w++://\S+")
_MOST_NAMES = 2_000
"""Of a long paste, those nearest to its end."""
_SHORTEST_MENTION = 4
_FREE = ("undefined", "unknown")


@dataclass(frozen=True, slots=True)
class Use:
    """How a name is used: called with so much by position and by name, as a type, and with which attributes after it.

    `positional` is None where it is not called. `is_complete` where the call's closing bracket stood there already.
    """

    positional: int | None = None
    keywords: tuple[str, ...] = ()
    is_type: bool = False
    attributes: tuple[str, ...] = ()
    is_complete: bool = False
    is_decorator: bool = False


@dataclass(frozen=True, slots=True)
class Name:
    """A name in the text and what it is bound to. `hidden` is the next binding outward that `binding` hides, if any."""

    name: str
    span: Span
    bound: Bound
    use: Use
    binding: Binding | None = None
    hidden: Binding | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A word of a comment that names something which this document does not bind."""

    name: str
    span: Span


@dataclass(frozen=True, slots=True)
class Written:
    """What a piece of fresh text speaks of. `imports` are all of the document, `stars` those of `*`."""

    names: tuple[Name, ...]
    mentions: tuple[Mention, ...]
    imports: tuple[Import, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """Where a name is bound, the binding in force and the one that it hides."""

    bound: Bound
    binding: Binding | None = None
    hidden: Binding | None = None


def read(text: str, typed: Span) -> Written:
    """The names used and mentioned in a span of the text, in its order."""
    data, tree = repaired(text, min(typed.end, len(text)))
    resolver = Resolver(tree.root_node)
    offsets = Offsets(data)
    first, last = len(encode(text[: typed.start])), len(encode(text[: typed.end]))
    names, mentions = [], []
    for node in list(resolver.within("(identifier) @node", first, last))[-_MOST_NAMES:]:
        above = around(node, resolver.root)
        if above and is_use(node, above):
            found = resolver.resolve(source(node), node, above)
            span = Span(offsets.chars(node.start_byte), offsets.chars(node.end_byte))
            use = _use(node, above, len(data) == len(encode(text)))
            names.append(Name(source(node), span, found.bound, use, found.binding, found.hidden))
    for node in resolver.within("(comment) @node", first, last):
        above = around(node, resolver.root)
        if above is not None:
            mentions += [item for item in _mentions(node, offsets) if resolver.is_free(item.name, node, above)]
    return Written(tuple(names), tuple(mentions), resolver.imports())


@cache
def _compiled(query: str) -> Query:
    return Query(language(), query)


class Resolver:
    """Says what names mean at a place of one tree; each scope is read once, when it is asked about."""

    def __init__(self, root: Node) -> None:
        self.root = root
        self._scopes: dict[int, Scope] = {}
        self._maybe: dict[str, bool] = {}

    def within(self, query: str, first: int, last: int) -> Iterator[Node]:
        """The nodes a query captures that share a byte with a range, or touch it if that is empty."""
        cursor = QueryCursor(_compiled(query))
        cursor.set_byte_range(max(0, first - 1), last + 1)
        nodes = cursor.captures(self.root).get("node", [])
        for node in sorted(nodes, key=lambda node: node.start_byte):
            shares = node.start_byte < last and node.end_byte > first
            if shares or (first == last and node.start_byte <= first <= node.end_byte):
                yield node

    def imports(self) -> tuple[Import, ...]:
        """Every import of the text."""
        query = "[(import_statement) (import_from_statement)] @node"
        nodes = self.within(query, 0, self.root.end_byte)
        return tuple(item for node in nodes for item in imports(node))

    def scope(self, node: Node) -> Scope:
        """What a scope binds."""
        if node.id not in self._scopes:
            self._scopes[node.id] = scope_of(node)
        return self._scopes[node.id]

    def resolve(self, name: str, node: Node, above: Sequence[Node]) -> Resolved:
        """What a name means where a node stands; `above` is what is around it, the outermost first."""
        found: list[tuple[Bound, Binding]] = []
        is_own, has_star = True, False
        for scope, is_visible in self._around(name, node, above):
            how = scope.elsewhere.get(name)
            if how == "global":
                module = self.scope(self.root).bindings.get(name)
                return Resolved("global", module[0] if module else None)
            bindings = scope.bindings.get(name) if is_visible and not how else None
            has_star |= scope.has_star
            if bindings:
                bound: Bound = "global" if scope.node.type == "module" else "local" if is_own else "enclosing"
                found += self._ordered(bound, bindings)
            is_own &= scope.node.type in COMPREHENSIONS
        if not found:
            is_unsure = has_star or self._may_be_bound(name)
            return Resolved("builtin" if name in _BUILTINS else "unknown" if is_unsure else "undefined")
        bound, binding = found[0]
        hidden = next((other for _, other in found[1:] if other.kind != binding.kind or other.imported), None)
        return Resolved("import" if binding.kind == "import" else bound, binding, hidden)

    def is_free(self, dotted: str, node: Node, above: Sequence[Node]) -> bool:
        """Whether the first part of a dotted name is not seen to be bound where a node stands."""
        return self.resolve(dotted.partition(".")[0], node, above).bound in _FREE

    def _may_be_bound(self, name: str) -> bool:
        """Whether a text that does not parse seems to bind a name somewhere: its scopes are not to be relied on."""
        if name not in self._maybe:
            self._maybe[name] = self.root.has_error and self._seems_bound(name)
        return self._maybe[name]

    def _seems_bound(self, name: str) -> bool:
        word = rf"\b{re.escape(name)}\b"
        binds = rf"(?:def|class|as|import|for)[ \t]+{word}|^[ \t]*{word}[ \t]*(?::[^=\n]+)?=(?!=)"
        takes = rf"\bdef[ \t]+\w+[ \t]*\((?:[^()]*,)?[\s*]*{word}|\b(?:lambda|for)\b[^:\n]*{word}[^:\n]*(?::|\bin\b)"
        return re.search(f"(?m){binds}|{takes}", source(self.root)) is not None

    def _ordered(self, bound: Bound, bindings: list[Binding]) -> list[tuple[Bound, Binding]]:
        """The binding in force first, then an import that it replaces in the same block."""
        ordered = sorted(bindings, key=lambda binding: binding.at_byte)
        defined = [binding for binding in ordered if binding.kind in ("function", "class") and not binding.is_nested]
        first = ordered[0]
        if first.kind == "import" and not first.is_nested and defined:
            return [(bound, defined[-1]), (bound, first)]
        imported = [binding for binding in ordered if binding.kind == "import"]
        return [(bound, (imported or ordered)[0])]

    def _around(self, name: str, node: Node, above: Sequence[Node]) -> Iterator[tuple[Scope, bool]]:
        """The scopes around a node, innermost first, and whether what they bind is seen from there."""
        child, is_innermost = node, True
        for parent in reversed(above):
            if parent.type in ("function_definition", "class_definition", "type_alias_statement"):
                if name in type_parameters(parent):
                    yield _with_type_parameter(parent, name), True
                if parent.type == "function_definition" and _is_within(parent, child):
                    yield self.scope(parent), True
                    is_innermost = False
                elif parent.type == "class_definition" and child == parent.child_by_field_name("body"):
                    yield self.scope(parent), is_innermost
                    is_innermost = False
            elif parent.type == "lambda" and child == parent.child_by_field_name("body"):
                yield self.scope(parent), True
                is_innermost = False
            elif parent.type in COMPREHENSIONS:
                yield self.scope(parent), not _is_first_iterable(parent, node)
            child = parent
        yield self.scope(self.root), True


def _with_type_parameter(node: Node, name: str) -> Scope:
    return Scope(node, {name: [Binding("type parameter", node.start_point.row + 1, node.start_byte)]}, {})


def _is_within(function: Node, child: Node) -> bool:
    """Whether a part of a function sees its names: its body, and broken parts that are most likely of it."""
    return child == function.child_by_field_name("body") or child.is_error


def _is_first_iterable(comprehension: Node, node: Node) -> bool:
    clause = next((part for part in comprehension.named_children if part.type == "for_in_clause"), None)
    right = clause.child_by_field_name("right") if clause else None
    return right is not None and right.start_byte <= node.start_byte and node.end_byte <= right.end_byte


def is_use(node: Node, above: Sequence[Node]) -> bool:
    """Whether an identifier reads a name, and does not bind one or stand for something else."""
    if above[-1].type == "dotted_name":
        return _is_pattern_use(node, above[-1], above[-2] if len(above) > 1 else None)
    child, parent, outer = node, above[-1], len(above) - 1
    while parent.type in _PATTERNS and outer:
        outer -= 1
        child, parent = parent, above[outer]
    if parent.type in _PARAMETERS or (parent.type == "typed_parameter" and child == parent.named_children[0]):
        return False
    stored = _STORES.get(parent.type)
    if stored and child == parent.child_by_field_name(stored):
        return False
    if parent.type in _NOT_USES or (parent.type == "as_pattern" and child != parent.named_children[0]):
        return False
    if parent.type == "ERROR":
        return _is_called_there(node)
    if parent.type == "keyword_pattern":
        return child != parent.named_children[0]
    return not _is_type_alias_head(node, above) and not parent.type.startswith(("import", "aliased_import"))


def _is_pattern_use(node: Node, dotted: Node, above: Node | None) -> bool:
    """The first part of a dotted name in a `case`, of a class or of a value to compare with."""
    if above is None or node != dotted.named_children[0]:
        return False
    return above.type == "class_pattern" or (above.type == "case_pattern" and len(dotted.named_children) > 1)


def _is_called_there(node: Node) -> bool:
    """In a broken part only what is plainly called counts, so that no guess about the rest does."""
    after, before = node.next_sibling, node.prev_sibling
    return (
        after is not None
        and after.type in ("(", "argument_list")
        and not (before is not None and before.type in ("def", "class", ".", "import"))
    )


def _is_type_alias_head(node: Node, above: Sequence[Node]) -> bool:
    child = node
    for parent in reversed(above):
        if parent.type == "type_alias_statement":
            return child == parent.child_by_field_name("left")
        if parent.type.endswith("statement"):
            return False
        child = parent
    return False


def _use(node: Node, above: Sequence[Node], is_whole: bool) -> Use:
    """How an identifier is used, from what stands around it."""
    attributes: list[str] = []
    outer = list(above)
    child, parent = node, outer.pop()
    while parent.type == "attribute" and child == parent.child_by_field_name("object") and outer:
        attributes.append(field(parent, "attribute"))
        child, parent = parent, outer.pop()
    is_decorator = parent.type == "decorator"
    if parent.type == "call" and child == parent.child_by_field_name("function"):
        is_decorator = bool(outer) and outer[-1].type == "decorator"
        return _call(parent, tuple(attributes), is_whole, is_decorator)
    return Use(None, (), _is_type(child, parent, outer), tuple(attributes), is_decorator=is_decorator)


def _call(call: Node, attributes: tuple[str, ...], is_whole: bool, is_decorator: bool) -> Use:
    arguments = call.child_by_field_name("arguments")
    given = [item for item in arguments.named_children if item.type != "comment"] if arguments else []
    keywords = tuple(field(item, "name") for item in given if item.type == "keyword_argument")
    starred = any("splat" in item.type for item in given)
    plain = sum(item.type != "keyword_argument" and "splat" not in item.type for item in given)
    complete = is_whole and not starred and not call.has_error
    return Use(plain, keywords, False, attributes, complete, is_decorator)


def _is_type(child: Node, parent: Node, outer: list[Node]) -> bool:
    """In an annotation, among the bases of a class, in `except`, or as what `isinstance` asks for."""
    while parent.type in (
        "tuple",
        "binary_operator",
        "type",
        "generic_type",
        "type_parameter",
        "union_type",
        "as_pattern",
    ):
        if parent.type == "type":
            return True
        if not outer:
            return False
        child, parent = parent, outer.pop()
    if parent.type in ("except_clause", "class_pattern", "raise_statement"):
        return True
    if parent.type == "dotted_name" and outer:
        return outer[-1].type == "class_pattern"
    if parent.type != "argument_list" or not outer:
        return False
    owner = outer[-1]
    asks = field(owner, "function") in ("isinstance", "issubclass") and child != parent.named_children[0]
    return owner.type == "class_definition" or asks


def _mentions(comment: Node, offsets: Offsets) -> Iterator[Mention]:
    text = source(comment)
    begin = offsets.chars(comment.start_byte)
    blanked = _LINK.sub(lambda link: " " * len(link[0]), _DIRECTIVE.split(text)[0])
    for match in _MENTIONED.finditer(blanked):
        group = match.lastindex or 0
        name = match[group]
        if (group == 1 or len(name) >= _SHORTEST_MENTION) and not name.endswith(("_py", ".py")):
            yield Mention(name, Span(begin + match.start(group), begin + match.end(group)))
