"""Words of more than 32 characters are cut before they are counted."""


def old(words: list[str]) -> dict[str, int]:
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts


def new(words: list[str]) -> dict[str, int]:
    counts = {}
    for word in words:
        word = word[:32]
        counts[word] = counts.get(word, 0) + 1
    return counts
