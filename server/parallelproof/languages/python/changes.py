"""Which top-level definitions an edit changed: those whose text differs, and not what the edit only stands next to.

Half-typed code is broken most of the time, and a parser's guess about what follows says nothing about it. So a broken
text changes only what the edit stands in; whatever else became different is told when the text is whole again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node, Tree

from .bindings import SIDE, bound_names, is_main_guard, leaves
from .syntax import decode, is_branch

Place = tuple[str, bytes, int]
"""The name of a top-level definition ("" for another statement), its text and where it begins, in bytes."""

_HEADER = re.compile(rb"(?m)^(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)")


@dataclass(frozen=True, slots=True)
class Splice:
    """What stood from `first` to `last` became what stands from `first` to `new_last`; in bytes or in code points."""

    first: int
    last: int
    new_last: int

    def before(self, at: int) -> int:
        """Where a place of the new text was; what is new was at the end of what it replaced."""
        return at if at < self.first else max(self.last, at - self.new_last + self.last)

    def after(self, at: int) -> int:
        """Where a place of the old text is; what is gone is at the end of what replaced it."""
        return at if at < self.first else max(self.new_last, at - self.last + self.new_last)

    def then(self, later: Splice) -> Splice:
        """The one that stands for this and a later one, with what lies between them."""
        first, last = min(self.first, later.first), max(self.last, self.before(later.last))
        return Splice(first, last, max(later.new_last, later.after(self.new_last)))


def changed(old: Tree, new: Tree, edit: Splice, restructured: list[tuple[int, int]]) -> frozenset[str]:
    """Names of definitions that differ, before and after. `restructured` are ranges of the new text that parse anew."""
    names: set[str] = set()
    for begin, stop in [(edit.first, edit.new_last), *restructured]:
        was_begin = begin if begin <= edit.first else edit.before(begin)
        for name, text, at in places(old, was_begin, edit.before(stop)):
            if not _stands(new, edit.after(at), name, text):
                names.add(name)
        for name, text, at in places(new, begin, stop):
            if not _stands(old, edit.before(at), name, text):
                names.add(name)
    return frozenset(names)


def headers(data: bytes, first: int, last: int) -> frozenset[str]:
    """The definitions whose lines hold a range of bytes, read from the text alone, for a tree that lost them."""
    names = [(match.start(), decode(match[1])) for match in _HEADER.finditer(data, 0, _line_end(data, last))]
    within = {name for at, name in names if at >= first}
    line = data.rfind(b"\n", 0, first) + 1
    if names and (data[line : line + 1] in (b" ", b"\t", b")", b"]", b"}") or names[-1][0] >= line):
        within.update(name for _, name in [pair for pair in names if pair[0] <= first][-1:])
    return frozenset(within)


def differing(old: tuple[bytes, Tree] | None, new: tuple[bytes, Tree]) -> frozenset[str]:
    """The names whose statements differ between two states of a text; None stands for a text that was never whole."""
    before, after = (_sources(*old) if old else {}), _sources(*new)
    return frozenset(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))


def places(tree: Tree, first: int, last: int) -> Iterator[Place]:
    """What touches a range of bytes at the top level; comments and broken parts left out."""
    cursor = tree.walk()
    if cursor.goto_first_child_for_byte(max(0, first - 1)) is None:
        return
    while (node := cursor.node) is not None and node.start_byte <= last:
        if node.end_byte >= first and not node.is_error:
            for name in _names_of(node, first, last):
                yield name, node.text or b"", node.start_byte
        if not cursor.goto_next_sibling():
            return


def _stands(tree: Tree, at: int, name: str, text: bytes) -> bool:
    """Whether the same text begins at a byte of the tree, with the same meaning."""
    return any(place == (name, text, at) for place in places(tree, at, at))


def _names_of(node: Node, first: int, last: int) -> tuple[str, ...]:
    """What a statement defines; a branch such as `if` is one definition only if that holds all of the range."""
    if not is_branch(node) or is_main_guard(node):
        return bound_names(node)
    touching = [leaf for leaf in leaves(node) if leaf.start_byte <= last and leaf.end_byte >= first]
    names = tuple(name for leaf in touching for name in bound_names(leaf))
    is_inside = len(touching) == 1 and touching[0].start_byte <= first and last <= touching[0].end_byte
    return names if is_inside else (*names, *SIDE)


def _sources(data: bytes, tree: Tree) -> dict[str, list[bytes]]:
    sources: dict[str, list[bytes]] = {}
    for node in tree.root_node.named_children:
        for name in dict.fromkeys(_names_of(node, node.start_byte, node.end_byte)):
            sources.setdefault(name, []).append(data[node.start_byte : node.end_byte])
    return sources


def _line_end(data: bytes, at: int) -> int:
    end = data.find(b"\n", at)
    return len(data) if end < 0 else end
