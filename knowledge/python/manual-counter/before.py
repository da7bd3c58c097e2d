def frequencies(items):
    counts = {}
    for item in items:
        if item in counts:
            counts[item] += 1
        else:
            counts[item] = 1
    return counts


def letters(text: str) -> dict[str, int]:
    seen = {}
    for char in text:
        seen[char] = seen.get(char, 0) + 1
    return seen


def by_length(words):
    lengths = dict()
    for word in words:
        if len(word) not in lengths:
            lengths[len(word)] = 0
        lengths[len(word)] += 1
    return lengths
