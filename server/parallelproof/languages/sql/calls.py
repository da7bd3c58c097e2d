"""The queries of a Python file: literals given to what runs SQL, also by way of a constant that is bound once."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from tree_sitter import Node

from ...domain import Snapshot, Span
from ..python.names import Resolver
from ..python.syntax import Offsets, around, encode, parse, source
from ..python.syntax import field as name
from ..python.units import ignored
from . import files
from .constants import Constants
from .executing import CALLS, passed, sql_argument, style
from .found import Found, Literal, Passed, query, unique
from .literals import literal
from .parameters import POSITIONAL, Numbered, numbered
from .parsing import begins_query, summary

_MAY_HOLD_SQL = re.compile(rf"\b(?:{'|'.join(sorted(CALLS))})\s*\(")
_VERBS = re.compile(r"\b(?:select|update|delete|insert)\b", re.IGNORECASE)


_CONSTANTS = frozenset({"integer", "float", "string", "true", "false", "none"})


@dataclass(frozen=True, slots=True)
class _Work:
    """A query that was found, before it has a name of its own."""

    name: str
    span: Span
    literal: Literal
    statement: files.Statement
    numbered: Numbered
    passed: Passed | None

    @property
    def quoting(self) -> str:
        """The prefix and the opening quotes."""
        return self.literal.prefix + self.literal.quotes


@dataclass(slots=True)
class _Use:
    """A literal, the calls that it is given to, and the name of what holds it."""

    node: Node
    owner: str
    calls: list[Node] = field(default_factory=list)


def read(snapshot: Snapshot) -> list[Found]:
    """Every query of the file that is worth optimising and not switched off by a comment."""
    if not _MAY_HOLD_SQL.search(snapshot.text) or not _VERBS.search(snapshot.text):
        return []
    return _Reader(snapshot).read()


class _Reader:
    """One look at one file."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._data = encode(snapshot.text)
        self._root = parse(self._data).root_node
        self._resolver = Resolver(self._root)
        self._constants = Constants(self._resolver)
        self._offsets = Offsets(self._data)
        self._off = ignored(snapshot.text)

    def read(self) -> list[Found]:
        works = [work for use in self._uses() if (work := self._work(use)) is not None]
        names = unique(work.name for work in works)
        return [
            Found(
                query(self._snapshot.uri, name, work.span, self._text(work.span), work.numbered, work.quoting),
                work.numbered,
                work.statement.text,
                work.literal,
                work.statement.span.start,
                work.passed,
            )
            for name, work in zip(names, works, strict=True)
        ]

    def _uses(self) -> list[_Use]:
        """Literals in the order of the text, those of constants where all that is done with them is known."""
        direct: dict[int, _Use] = {}
        named: Counter[int] = Counter()
        for call in self._resolver.within("(call) @node", 0, self._root.end_byte):
            argument = sql_argument(call)
            above = around(call, self._root) if argument is not None else None
            if argument is None or above is None:
                continue
            node, owner = argument, _dotted(above)
            if argument.type in ("identifier", "attribute"):
                constant = self._constants.of(argument, [*above, call])
                if constant is None:
                    continue
                node, owner = constant.value, constant.dotted
                named[node.start_byte] += 1
            direct.setdefault(node.start_byte, _Use(node, owner)).calls.append(call)
        wholly = (use for at, use in direct.items() if not named[at] or self._constants.uses(use.node) == named[at])
        return sorted(wholly, key=lambda use: use.node.start_byte)

    def _work(self, use: _Use) -> _Work | None:
        span = self._span(use.node)
        if any(self._off.covers(at.start) for at in (span, *map(self._span, use.calls))):
            return None
        line = self._snapshot.text[self._snapshot.text.rfind("\n", 0, span.start) + 1 : span.start]
        written = literal(use.node, line, self._constants.known(use.node))
        statements = list(files.statements(written.value)) if written else []
        if written is None or len(statements) != 1 or not begins_query(statements[0].text):
            return None
        styles = {style(call, written.value, written.values) for call in use.calls}
        agreed = styles.pop() if len(styles) == 1 else None
        given = self._passed(use) if agreed in POSITIONAL else None
        number = numbered(statements[0].text, agreed, given.values if given else ()) if agreed else None
        what = summary(number.sql) if number else None
        if number is None or what is None or files.ignored(written.value).covers(statements[0].span.start):
            return None
        named = f"{use.owner}:{what}" if use.owner else what
        is_given = given is not None and len(given.values) == len(number.passed)
        return _Work(named, span, written, statements[0], number, given if is_given else None)

    def _passed(self, use: _Use) -> Passed | None:
        """The values of the one call; None where it does not write them there, or the same twice that may differ."""
        node = passed(use.calls[0]) if len(use.calls) == 1 else None
        if node is None or any(item.type in ("comment", "list_splat") for item in node.named_children):
            return None
        values = tuple(source(item) for item in node.named_children)
        fixed = frozenset(source(item) for item in node.named_children if not _is_plain(item))
        if any(values.count(value) > 1 for value in fixed):
            return None
        return Passed(self._span(node), node.type == "tuple", values, fixed)

    def _span(self, node: Node) -> Span:
        return Span(self._offsets.chars(node.start_byte), self._offsets.chars(node.end_byte))

    def _text(self, span: Span) -> str:
        return self._snapshot.text[span.start : span.end]


def _is_plain(value: Node) -> bool:
    """Whether to evaluate it twice, or later, makes no difference: a name, a constant, and what is in them."""
    while value.type in ("attribute", "subscript"):
        if any(part.type not in _CONSTANTS for part in value.children_by_field_name("subscript")):
            return False
        value = value.children[0]
    return value.type == "identifier" or value.type in _CONSTANTS


def _dotted(above: list[Node]) -> str:
    """The dotted name of the functions and classes around a node."""
    names = (name(node, "name") for node in above if node.type in ("function_definition", "class_definition"))
    return ".".join(names)
