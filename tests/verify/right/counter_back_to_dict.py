"""A Counter keeps the order of first sight; `dict` takes off the type."""

from collections import Counter


def old(words: list[str]) -> dict[str, int]:
    counts = {}
    for word in words:
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1
    return counts


def new(words: list[str]) -> dict[str, int]:
    return dict(Counter(words))
