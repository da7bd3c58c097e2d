"""The rewrite counts all words alike, and "total" was to be left out."""


def old(words: list[str]) -> dict[str, int]:
    counts = {}
    for word in words:
        if word == "total":
            continue
        if word not in counts:
            counts[word] = 0
        counts[word] += 1
    return counts


def new(words: list[str]) -> dict[str, int]:
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    return counts
