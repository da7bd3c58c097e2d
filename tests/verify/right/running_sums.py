"""Sums of ints are exact in any order, so each prefix can grow from the one before it."""


def old(values: list[int]) -> list[int]:
    sums = []
    for i in range(len(values)):
        sums.append(sum(values[: i + 1]))
    return sums


def new(values: list[int]) -> list[int]:
    sums = []
    total = 0
    for value in values:
        total += value
        sums.append(total)
    return sums
