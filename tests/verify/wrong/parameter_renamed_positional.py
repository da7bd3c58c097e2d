"""The first parameter can also be passed by its name, which changed."""


def old(values: list[int], start: int = 0) -> int:
    total = start
    for value in values:
        total += value
    return total


def new(numbers: list[int], start: int = 0) -> int:
    return sum(numbers, start)
