"""What one file says of itself: its top-level definitions, and which names each of them rests on.

Names are read generously, as words of the source: a name too many only makes a result be checked again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from tree_sitter import Node, Query, QueryCursor

from .bindings import Import, bound_names, imports, is_main_guard, leaves
from .syntax import decode, decorators, encode, field, inner, is_branch, language, parse, source

OPERATORS = "__"
"""Stands, among the attributes, for methods that Python calls by itself (`__add__`, `__iter__`, ...)."""
MADE = "@"
"""Stands, among the attributes, for such methods where a decorator may make them, as `dataclass` does."""

_CHAIN = re.compile(r"(?<![\w.])[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*")
_ATTRIBUTE = re.compile(r"\.\s*([^\W\d]\w*)")
_COMMENT = re.compile(r"(?m)^[ \t]*#.*$")
_GLOBAL = re.compile(r"\bglobal[ \t]+([\w, \t]+)")
_STORE = re.compile(r"(?<![\w.])([^\W\d]\w*)(?:\s*\.\s*\w+|\[[^\]\n]*\])+\s*(?:[-+*/|&^%@<>]{0,2})=(?!=)")
_MUTATE = re.compile(
    r"(?<![\w.])([^\W\d]\w*)(?:\.\w+)*\.(?:append|extend|insert|pop|popleft|appendleft|remove|clear|add|discard|update"
    r"|setdefault|popitem|sort|reverse|register|seek|write)\("
)
_DELETE = re.compile(r"\bdel\s+([^\W\d]\w*)")
_DYNAMIC = re.compile(
    r"\b(?:globals|locals|vars|eval|exec|getattr|setattr|attrgetter|methodcaller|__import__|import_module|__subclasses__"
    r"|__dict__|sys\s*\.\s*modules)\b"
)
_QUIET = frozenset({"__init__", "__new__", "__repr__", "__str__", "__post_init__", "__init_subclass__", "__slots__"})


@dataclass(frozen=True, slots=True)
class Facts:
    """One definition: its source, the dotted chains of names in it, and what of its own file it may change."""

    source: str
    chains: frozenset[str]
    attributes: frozenset[str]
    writes: frozenset[str]
    dynamic: bool
    imports: tuple[Import, ...] = ()


@dataclass(frozen=True, slots=True)
class FileFacts:
    """One file: `definitions` by name, "" for its other statements.

    `loads` are the imports that run when the file is loaded, `owners` the classes that have an attribute.
    """

    definitions: dict[str, tuple[Facts, ...]]
    loads: tuple[Import, ...]
    owners: dict[str, frozenset[str]]

    def writers(self, name: str) -> list[str]:
        """The definitions that may change what a name stands for."""
        return [other for other, parts in self.definitions.items() if any(name in part.writes for part in parts)]


@cache
def _import_query() -> Query:
    return Query(language(), "[(import_statement) (import_from_statement)] @import")


def read(text: str) -> FileFacts:
    """The facts of a file's text. What a syntax error breaks counts among the other statements."""
    data = encode(text)
    root = parse(data).root_node
    definitions: dict[str, list[Facts]] = {}
    owners: dict[str, set[str]] = {}
    within = _imports_within(root)
    loads: list[Import] = []
    for leaf in leaves(root):
        names = bound_names(leaf)
        bound = tuple(item for at, item in within if leaf.start_byte <= at < leaf.end_byte)
        loads += bound if leaf.type.startswith("import") else ()
        facts = _facts(leaf, bound)
        for name in names:
            definitions.setdefault(name, []).append(facts)
        if inner(leaf).type == "class_definition":
            implied = {MADE} if any(decorators(leaf)) else set()
            for attribute in _attributes_of(inner(leaf)) | implied:
                owners.setdefault(attribute, set()).update(names)
    definitions.setdefault("", []).extend(_branch_heads(root, data))
    _link_decorated(definitions, root)
    return FileFacts(
        {name: tuple(parts) for name, parts in definitions.items()},
        tuple(loads),
        {attribute: frozenset(names) for attribute, names in owners.items()},
    )


def imported(content: bytes) -> tuple[Import, ...]:
    """Every import of a file, wherever it stands in it."""
    return tuple(item for _, item in _imports_within(parse(content).root_node))


def words(text: str, bound: tuple[Import, ...] = (), original: str | None = None) -> Facts:
    """The facts of a piece of code; `original` is its source where `text` is only what counts of it."""
    text = _COMMENT.sub("", text)
    writes = {name.strip() for match in _GLOBAL.finditer(text) for name in match[1].split(",")}
    for pattern in (_STORE, _MUTATE, _DELETE):
        writes.update(match[1] for match in pattern.finditer(text))
    chains = frozenset(re.sub(r"\s+", "", chain) for chain in _CHAIN.findall(text))
    attributes = frozenset(_ATTRIBUTE.findall(text))
    dynamic = _DYNAMIC.search(text) is not None
    return Facts(text if original is None else original, chains, attributes, frozenset(writes), dynamic, bound)


def _facts(leaf: Node, bound: tuple[Import, ...]) -> Facts:
    text = source(leaf)
    if leaf.type.startswith("import"):
        return Facts(text, frozenset(), frozenset(), frozenset(), dynamic=False)
    body = inner(leaf).child_by_field_name("body")
    first = body.named_children[0] if body and body.named_children else None
    if first and first.type == "expression_statement" and first.named_children[0].type == "string":
        return words(text.replace(source(first), "", 1), bound, text)
    return words(text, bound, text)


def _imports_within(root: Node) -> list[tuple[int, Import]]:
    nodes = QueryCursor(_import_query()).captures(root).get("import", [])
    return [(node.start_byte, item) for node in nodes for item in imports(node)]


def _attributes_of(definition: Node) -> set[str]:
    """What a class gives its objects by name: methods, nested classes and attributes with a value."""
    body = definition.child_by_field_name("body")
    names = {name for leaf in leaves(body) if not _is_bare(leaf) for name in bound_names(leaf)} if body else set()
    if any(name.startswith("__") and name.endswith("__") and name not in _QUIET for name in names):
        names.add(OPERATORS)
    return names


def _is_bare(leaf: Node) -> bool:
    """Whether it only annotates: `name: str`."""
    assignment = leaf.named_children[0] if leaf.type == "expression_statement" else None
    return assignment is not None and assignment.type == "assignment" and not assignment.child_by_field_name("right")


def _branch_heads(node: Node, data: bytes) -> list[Facts]:
    """What `if`, `try`, `for`, ... say at the top level, with only the names of the definitions they hold."""
    return [
        words(_skeleton(child, data))
        for child in node.named_children
        if is_branch(child) and not (child.type == "if_statement" and is_main_guard(child))
    ]


def _skeleton(branch: Node, data: bytes) -> str:
    pieces, at = [], branch.start_byte
    for leaf in leaves(branch):
        pieces += [decode(data[at : leaf.start_byte]), " ".join(bound_names(leaf))]
        at = leaf.end_byte
    return "".join([*pieces, decode(data[at : branch.end_byte])])


def _link_decorated(definitions: dict[str, list[Facts]], root: Node) -> None:
    """A decorator may put its function somewhere: the function then counts as a writer of that place."""
    for leaf in leaves(root):
        name = field(inner(leaf), "name")
        for decorator in decorators(leaf):
            owner, _, method = decorator.partition(".")
            places = {owner} if method else set().union(*(part.writes for part in definitions.get(owner, ())))
            if places and name in definitions:
                definitions[name] = [_writing(part, frozenset(places)) for part in definitions[name]]


def _writing(facts: Facts, places: frozenset[str]) -> Facts:
    return Facts(facts.source, facts.chains, facts.attributes, facts.writes | places, facts.dynamic, facts.imports)
