"""`takewhile` reads up to and including the first number that fails, as the loop did."""

from collections.abc import Iterator
from itertools import takewhile


def old(source: Iterator[int]) -> list[int]:
    head = []
    for number in source:
        if number < 0:
            break
        head.append(number)
    return head


def new(source: Iterator[int]) -> list[int]:
    return list(takewhile(lambda number: number >= 0, source))
