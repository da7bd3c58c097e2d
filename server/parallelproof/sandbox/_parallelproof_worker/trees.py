"""Trees of records with their keys in order, or nearly so: chance alone hardly ever draws a search tree."""

from __future__ import annotations

MOST_NODES = 64


def put_in_order(root, dice):
    """Give a tree's keys to its nodes in ascending order from left to right, sometimes with two of them exchanged."""
    kind = type(root)
    nodes = list(_in_order(root, kind, 0))
    names = [name for name, value in vars(root).items() if type(value) in (int, float, str)] if nodes else []
    if not 2 < len(nodes) <= MOST_NODES or not names:
        return
    keys = sorted({getattr(node, names[0]) for node in nodes}, key=lambda key: (type(key).__name__, key))
    keys += [keys[-1]] * (len(nodes) - len(keys))
    if dice.random() < 0.7:
        one, other = dice.randrange(len(keys)), dice.randrange(len(keys))
        keys[one], keys[other] = keys[other], keys[one]
    for node, key in zip(nodes, keys):
        object.__setattr__(node, names[0], key)


def _in_order(node, kind, depth):
    """The nodes below, those in a node's first branch before it and the rest after it."""
    if type(node) is not kind or not hasattr(node, "__dict__") or depth > 20:
        return
    branches = [value for value in vars(node).values() if value is None or type(value) is kind]
    yield from _in_order(branches[0], kind, depth + 1) if branches else ()
    yield node
    for branch in branches[1:]:
        yield from _in_order(branch, kind, depth + 1)
