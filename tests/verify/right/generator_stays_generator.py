"""Both give one square for one number read."""

from collections.abc import Iterable, Iterator


def old(numbers: Iterable[int]) -> Iterator[int]:
    for number in numbers:
        if number > 0:
            yield number * number


def new(numbers: Iterable[int]) -> Iterator[int]:
    squares = (number * number for number in numbers if number > 0)
    yield from squares
