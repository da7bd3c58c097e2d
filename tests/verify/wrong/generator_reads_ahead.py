"""The generator read one element for each one it gave; now it reads everything before the first."""

from collections.abc import Iterable, Iterator


def old(source: Iterable[int]) -> Iterator[int]:
    total = 0
    for value in source:
        total += value
        yield total


def new(source: Iterable[int]) -> Iterator[int]:
    totals = []
    total = 0
    for value in source:
        total += value
        totals.append(total)
    yield from totals
