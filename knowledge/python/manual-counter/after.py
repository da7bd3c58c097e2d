from collections import Counter


def frequencies(items):
    counts = dict(Counter(iter(items)))
    return counts


def letters(text: str) -> dict[str, int]:
    seen = dict(Counter(text))
    return seen


def by_length(words):
    lengths = dict(Counter([len(word) for word in words]))
    return lengths
