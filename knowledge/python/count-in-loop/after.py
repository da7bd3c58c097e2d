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
    return {word: counts[word] for word in set(words)}


def most_common(values):
    return max(set(values), key=Counter(values).__getitem__)


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
