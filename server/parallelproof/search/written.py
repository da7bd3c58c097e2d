"""What was just written: its whole lines with the statement around the cursor, and the words in them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from ..domain import Request, Span
from ..languages.python.syntax import DEFINITIONS, Offsets, encode, field, inner, is_branch, parse, source

_CHARS = 8_000
"""Of a long paste, what is nearest to the cursor."""
_STATEMENT_LINES = 12
_IDENTIFIER = re.compile(r"[^\W\d]\w+")


@dataclass(frozen=True, slots=True)
class Written:
    """`prose` are the lines of comments and docstrings and the names of definitions; `identifiers` are the code's."""

    span: Span
    prose: tuple[str, ...]
    identifiers: tuple[str, ...]


def written(request: Request) -> Written:
    """What a request asks about; other languages than Python have no prose."""
    snapshot = request.snapshot
    if snapshot.language != "python":
        span = _lines(snapshot.text, request.typed)
        return Written(span, (), tuple(_IDENTIFIER.findall(snapshot.text[span.start : span.end])))
    data = encode(snapshot.text)
    root, offsets = parse(data).root_node, Offsets(data)
    span = written_span(request, root)
    nodes = [node for node in within(root, span, snapshot.text) if _begins_in(node, span, offsets)]
    return Written(span, tuple(_prose(nodes)), tuple(_identifiers(nodes)))


def written_span(request: Request, root: Node) -> Span:
    """The typed lines, and the statement around the cursor where it is not long."""
    text = request.snapshot.text
    lines = _lines(text, request.typed)
    cursor = request.typed.end if request.snapshot.cursor is None else request.snapshot.cursor
    statement = _statement(root, text, min(cursor, len(text)))
    span = Span(min(lines.start, statement.start), max(lines.end, statement.end))
    start, end = max(span.start, cursor - _CHARS), min(span.end, cursor + _CHARS)
    return Span(start, end) if start < end else span


def within(root: Node, span: Span, text: str) -> Iterator[Node]:
    """Every node that touches a span of the text, outer ones first."""
    first, last = len(encode(text[: span.start])), len(encode(text[: span.end]))
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.end_byte >= first and node.start_byte <= last:
            yield node
            waiting += reversed(node.children)


def _lines(text: str, span: Span) -> Span:
    start, end = min(span.start, len(text)), min(span.end, len(text))
    stop = text.find("\n", end)
    return Span(text.rfind("\n", 0, start) + 1, len(text) if stop < 0 else stop)


def _statement(root: Node, text: str, cursor: int) -> Span:
    """The largest part of the tree around the cursor that is one statement and no more than a few lines."""
    line = _lines(text, Span(cursor, cursor))
    before = text[line.start : cursor].rstrip()
    at = len(encode(text[: line.start + max(0, len(before) - 1)]))
    node = root.descendant_for_byte_range(at, at)
    while node is not None and node.parent is not None and _is_inside_statement(node.parent):
        node = node.parent
    if node is None or node.type in DEFINITIONS or is_branch(node) or _rows(node) > _STATEMENT_LINES:
        return line
    data = encode(text)
    offsets = Offsets(data)
    around = Span(offsets.chars(node.start_byte), offsets.chars(node.end_byte))
    return _lines(text, Span(min(line.start, around.start), max(line.end, around.end)))


def _is_inside_statement(parent: Node) -> bool:
    return not is_branch(parent) and parent.type not in DEFINITIONS and _rows(parent) <= _STATEMENT_LINES


def _rows(node: Node) -> int:
    return node.end_point.row - node.start_point.row + 1


def _begins_in(node: Node, span: Span, offsets: Offsets) -> bool:
    return span.start <= offsets.chars(node.start_byte) < span.end


def _prose(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        if node.type == "comment" or (node.type == "string_content" and _is_docstring(node)):
            yield from source(node).splitlines()
        elif node.type in DEFINITIONS and inner(node) == node:
            yield field(node, "name")


def _is_docstring(content: Node) -> bool:
    statement = content.parent.parent if content.parent else None
    return statement is not None and statement.type == "expression_statement" and len(statement.named_children) == 1


def _identifiers(nodes: list[Node]) -> Iterator[str]:
    seen = dict.fromkeys(source(node) for node in nodes if node.type == "identifier")
    yield from (name for name in seen if _IDENTIFIER.fullmatch(name))
