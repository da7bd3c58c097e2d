"""A sum of ints does not mind the order in which the nodes are visited."""

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
    return root.value + old(root.left) + old(root.right)


def new(root: Node | None) -> int:
    total, waiting = 0, [root]
    while waiting:
        node = waiting.pop()
        if node is not None:
            total += node.value
            waiting += (node.left, node.right)
    return total
