from heapq import nlargest


def smallest(values):
    if type(values) is list and set(map(type, values)) in ({int}, {str}):
        return min(values)
    return sorted(values)[0]


def largest(values):
    if type(values) is list and set(map(type, values)) in ({int}, {str}):
        return max(values)
    ordered = sorted(values)
    return ordered[-1]


def spread(values):
    if type(values) is list and set(map(type, values)) == {int}:
        return max(values) - min(values)
    ordered = sorted(values)
    return ordered[-1] - ordered[0]


def longest_word_first(words: list[str]) -> str:
    return nlargest(1, words)[0].upper()
