from functools import cmp_to_key


def by_length(words: list[str]) -> list[str]:
    return sorted(words, key=len)


def descending(numbers: list[int]) -> list[int]:
    return sorted(numbers, reverse=True)


def as_it_is(values):
    return sorted(values)
