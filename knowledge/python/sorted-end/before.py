def smallest(values):
    return sorted(values)[0]


def largest(values):
    ordered = sorted(values)
    return ordered[-1]


def spread(values):
    ordered = sorted(values)
    return ordered[-1] - ordered[0]


def longest_word_first(words: list[str]) -> str:
    return sorted(words)[-1].upper()
