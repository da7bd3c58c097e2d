"""`most_common` orders the words by count; the loop kept the order of first sight."""

from collections import Counter


def old(words: list[str]) -> dict[str, int]:
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def new(words: list[str]) -> dict[str, int]:
    return dict(Counter(words).most_common())
