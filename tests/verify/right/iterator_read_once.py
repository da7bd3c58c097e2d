"""Both read the numbers once, in order."""

from collections.abc import Iterable


def old(numbers: Iterable[int]) -> tuple[int, int]:
    collected = []
    for number in numbers:
        collected.append(number)
    total = 0
    for number in collected:
        total += number
    return total, len(collected)


def new(numbers: Iterable[int]) -> tuple[int, int]:
    collected = list(numbers)
    return sum(collected), len(collected)
