"""Equal to the dict, but a missing key no longer raises KeyError."""

from collections import defaultdict


def old(words: list[str]) -> dict[int, list[str]]:
    by_length = {}
    for word in words:
        if len(word) not in by_length:
            by_length[len(word)] = []
        by_length[len(word)].append(word)
    return by_length


def new(words: list[str]) -> dict[int, list[str]]:
    by_length = defaultdict(list)
    for word in words:
        by_length[len(word)].append(word)
    return by_length
