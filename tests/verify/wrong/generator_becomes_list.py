"""A list is not a generator: `next` fails on it and it can be read twice."""

from collections.abc import Iterator


def old(values: list[int]) -> Iterator[int]:
    for value in values:
        if value % 2 == 0:
            yield value


def new(values: list[int]) -> Iterator[int]:
    return [value for value in values if value % 2 == 0]
