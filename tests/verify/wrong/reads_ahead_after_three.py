"""The first items are given as they are read, the rest is read in one go."""

from collections.abc import Iterable, Iterator
from itertools import islice


def old(source: Iterable[int]) -> Iterator[int]:
    for value in source:
        yield value * 2


def new(source: Iterable[int]) -> Iterator[int]:
    values = iter(source)
    for value in islice(values, 4):
        yield value * 2
    yield from [value * 2 for value in values]
