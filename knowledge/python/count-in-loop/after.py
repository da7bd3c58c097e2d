from collections import Counter


def repeated(values):
    found = []
    try:
        count = Counter(values).__getitem__
    except TypeError:  # something in it cannot be hashed
        count = values.count
    for value in values:
        if count(value) > 1:
            found.append(value)
    return found


def table(words):
    counts = Counter(words)
    return sorted(counts[word] for word in set(words))


def most_common(values):
    if type(values) is list and set(map(type, values)) <= {int, float, str}:
        return max(values, key=Counter(values).__getitem__)
    return max(values, key=values.count)


def winner(votes: list[int]) -> int:
    return max(set(votes), key=Counter(votes).__getitem__)


def of_letters(words: list[str], wanted: list[str]) -> list[int]:
    counts = Counter(words)
    return [counts[word] for word in wanted]


def single(numbers):
    try:
        count = Counter(numbers).__getitem__
    except TypeError:  # something in it cannot be hashed
        count = numbers.count
    for i in range(len(numbers)):
        if count(numbers[i]) == 1:
            return numbers[i]
    return None
