"""`sum` drains a one-shot iterator, so there is nothing left to count."""

from collections.abc import Iterable


def old(values: Iterable[int]) -> tuple[int, int]:
    total = count = 0
    for value in values:
        total += value
        count += 1
    return total, count


def new(values: Iterable[int]) -> tuple[int, int]:
    return sum(values), sum(1 for _ in values)
