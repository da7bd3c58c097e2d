"""Parse Python with tree-sitter, whose offsets are UTF-8 bytes; ours are code points."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import tree_sitter_python
from tree_sitter import Language, Node, Parser, Tree

_BRANCHES = frozenset(
    {
        "module",
        "block",
        "if_statement",
        "elif_clause",
        "else_clause",
        "try_statement",
        "except_clause",
        "except_group_clause",
        "finally_clause",
        "with_statement",
        "for_statement",
        "while_statement",
        "match_statement",
        "case_clause",
    }
)
DEFINITIONS = frozenset({"function_definition", "class_definition", "decorated_definition"})
DEEPEST = 200
"""How deep code that is read may be nested; people stay far below."""
_CONTINUATION = range(0x80, 0xC0)
_STEP_BYTES = 4096


@cache
def language() -> Language:
    """The Python grammar."""
    return Language(tree_sitter_python.language())


def encode(text: str) -> bytes:
    """UTF-8; a lone surrogate, which an editor may send, is kept as it is."""
    return text.encode("utf-8", "surrogatepass")


def decode(data: bytes) -> str:
    """The inverse of `encode`."""
    return data.decode("utf-8", "surrogatepass")


def parse(data: bytes, old: Tree | None = None) -> Tree:
    """The tree of `data`; `old` is the edited tree of the text before, for a quick reparse."""
    parser = Parser(language())
    return parser.parse(data) if old is None else parser.parse(data, old)


class Offsets:
    """Code points of byte offsets in one text: free where the text is ASCII, a short decode elsewhere."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._ascii = data.isascii()
        self._marks: list[tuple[int, int]] = [(0, 0)]

    def chars(self, at_byte: int) -> int:
        """How many code points stand before the byte offset, which begins one."""
        if self._ascii:
            return at_byte
        while len(self._marks) <= at_byte // _STEP_BYTES:
            self._mark()
        byte, char = self._marks[at_byte // _STEP_BYTES]
        if byte > at_byte:
            byte, char = self._marks[at_byte // _STEP_BYTES - 1]
        return char + len(decode(self._data[byte:at_byte]))

    def _mark(self) -> None:
        """One more known pair of offsets, at the first character that begins at or after the next step."""
        byte, char = self._marks[-1]
        end = min(len(self._marks) * _STEP_BYTES, len(self._data))
        while end < len(self._data) and self._data[end] in _CONTINUATION:
            end += 1
        self._marks.append((end, char + len(decode(self._data[byte:end]))))


def statements(node: Node) -> Iterator[Node]:
    """The statements of a module or block with those of its branches (`if`, `try`, `with`, ...), not of definitions."""
    waiting = node.named_children[::-1]
    while waiting:
        child = waiting.pop()
        if child.type in _BRANCHES:
            waiting += reversed(child.named_children)
        elif child.is_error:
            # What a broken statement swallowed is only believed where it cannot belong to anything else.
            yield from (inner for inner in child.named_children if inner.start_point.column == 0)
        else:
            yield child


def around(node: Node, root: Node) -> list[Node] | None:
    """What a node stands in, the outermost first; None where that is more than `DEEPEST`.

    A parent is found from the root, so climbing to it step by step would cost the square of the depth.
    """
    found: list[Node] = []
    outer: Node | None = root
    while outer is not None and outer != node:
        if len(found) == DEEPEST:
            return None
        found.append(outer)
        outer = outer.child_with_descendant(node)
    return found


def is_branch(node: Node) -> bool:
    """Whether the statement only holds others, such as `if` and `try`."""
    return node.type in _BRANCHES


def inner(node: Node) -> Node:
    """The function or class itself where it is decorated."""
    if node.type != "decorated_definition":
        return node
    return node.child_by_field_name("definition") or node


def decorators(node: Node) -> Iterator[str]:
    """The decorators of a definition as text without `@` and arguments: "functools.cache"."""
    if node.type == "decorated_definition":
        for child in node.named_children:
            if child.type == "decorator":
                yield source(child).lstrip("@").split("(")[0].split("#")[0].strip()


def source(node: Node) -> str:
    """The text of a node."""
    return decode(node.text or b"")


def field(node: Node, name: str) -> str:
    """The text of a field of a node, "" where it is missing."""
    child = node.child_by_field_name(name)
    return source(child) if child else ""
