"""Which top-level definitions an edit changed: those whose text differs, and not what the edit only stands next to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node, Tree

from .syntax import DEFINITIONS, decode, is_branch, statements

Place = tuple[str, bytes, int]
"""The name of a top-level definition ("" for another statement), its text and where it begins, in bytes."""


@dataclass(frozen=True, slots=True)
class ByteEdit:
    """Bytes `first` to `last` of a text became `first` to `new_last` of another."""

    first: int
    last: int
    new_last: int

    def before(self, at: int) -> int:
        """Where a byte of the new text was; what is new was at the end of what it replaced."""
        return at if at < self.first else max(self.last, at - self.new_last + self.last)

    def after(self, at: int) -> int:
        """Where a byte of the old text is; what is gone is at the end of what replaced it."""
        return at if at < self.first else max(self.new_last, at - self.last + self.new_last)


def changed(old: Tree, new: Tree, edit: ByteEdit, restructured: list[tuple[int, int]]) -> frozenset[str]:
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


def places(tree: Tree, first: int, last: int) -> Iterator[Place]:
    """What touches a range of bytes at the top level, comments left out."""
    cursor = tree.walk()
    if cursor.goto_first_child_for_byte(max(0, first - 1)) is None:
        return
    while (node := cursor.node) is not None and node.start_byte <= last:
        if node.end_byte >= first and node.type != "comment":
            yield _name_of(node, first, last), node.text or b"", node.start_byte
        if not cursor.goto_next_sibling():
            return


def _stands(tree: Tree, at: int, name: str, text: bytes) -> bool:
    """Whether the same text begins at a byte of the tree, with the same meaning."""
    return any(place == (name, text, at) for place in places(tree, at, at))


def _name_of(node: Node, first: int, last: int) -> str:
    """The definition that a range of bytes lies in; a branch such as `if` names one only if it holds all of it."""
    if node.type in DEFINITIONS:
        return _name(node)
    if not is_branch(node):
        return ""
    touching = [part for part in statements(node) if part.start_byte <= last and part.end_byte >= first]
    inside = len(touching) == 1 and touching[0].start_byte <= first and last <= touching[0].end_byte
    return _name(touching[0]) if inside and touching[0].type in DEFINITIONS else ""


def _name(definition: Node) -> str:
    node = definition.child_by_field_name("definition") or definition
    name = node.child_by_field_name("name")
    return decode(name.text or b"") if name and not definition.has_error else ""
