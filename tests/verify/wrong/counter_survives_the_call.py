"""The numbering was hoisted out of the function: the second call goes on where the first one stopped."""

from itertools import count

_numbers = count(1)


def old(names: list[str]) -> list[str]:
    numbers = count(1)
    return [f"{next(numbers)}. {name}" for name in names]


def new(names: list[str]) -> list[str]:
    return [f"{next(_numbers)}. {name}" for name in names]
