"""Indexing a `defaultdict` adds the missing key to the caller's dict; `get` does not."""

from collections import defaultdict


def old(groups: defaultdict[str, list[int]], names: list[str]) -> int:
    total = 0
    for name in names:
        total += len(groups.get(name, []))
    return total


def new(groups: defaultdict[str, list[int]], names: list[str]) -> int:
    return sum(len(groups[name]) for name in names)
