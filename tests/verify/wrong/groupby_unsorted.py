"""`groupby` groups neighbours: a key that comes back later starts anew and replaces its first group."""

from itertools import groupby


def old(words: list[str]) -> dict[str, list[str]]:
    groups = {}
    for word in words:
        groups.setdefault(word[:1], []).append(word)
    return groups


def new(words: list[str]) -> dict[str, list[str]]:
    return {initial: list(group) for initial, group in groupby(words, key=lambda word: word[:1])}
