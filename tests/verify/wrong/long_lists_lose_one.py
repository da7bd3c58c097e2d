"""The path for more than 100 values works in blocks of 100 and forgets the last one."""


def old(values: list[int]) -> int:
    total = 0
    for value in values:
        total += value
    return total


def new(values: list[int]) -> int:
    if len(values) <= 100:
        return sum(values)
    return sum(sum(values[i : i + 100]) for i in range(0, len(values) - 100, 100))
