from functools import cmp_to_key


def by_length(words: list[str]) -> list[str]:
    return sorted(words, key=cmp_to_key(lambda a, b: len(a) - len(b)))


def descending(numbers: list[int]) -> list[int]:
    return sorted(numbers, key=cmp_to_key(lambda x, y: y - x))


def as_it_is(values):
    return sorted(values, key=lambda value: value)
