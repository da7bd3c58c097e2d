"""Only the children are compared."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Node:
    key: int
    left: Node | None = None
    right: Node | None = None


def old(root: Node | None) -> bool:
    def within(node, low, high):
        if node is None:
            return True
        if low is not None and node.key <= low:
            return False
        if high is not None and node.key >= high:
            return False
        return within(node.left, low, node.key) and within(node.right, node.key, high)

    return within(root, None, None)


def new(root: Node | None) -> bool:
    stack = [root] if root else []
    while stack:
        node = stack.pop()
        if node.left is not None:
            if node.left.key >= node.key:
                return False
            stack.append(node.left)
        if node.right is not None:
            if node.right.key <= node.key:
                return False
            stack.append(node.right)
    return True
