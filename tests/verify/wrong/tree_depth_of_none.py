"""A missing child has depth 0; the loop over levels counts the empty level below the leaves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Node:
    value: int
    left: Node | None = None
    right: Node | None = None


def old(root: Node | None) -> int:
    if root is None:
        return 0
    return 1 + max(old(root.left), old(root.right))


def new(root: Node | None) -> int:
    depth, level = 0, [root]
    while level:
        level = [child for node in level if node for child in (node.left, node.right)]
        depth += 1
    return depth
