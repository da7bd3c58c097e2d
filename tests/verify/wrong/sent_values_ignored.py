"""What the caller sends into the generator is no longer added."""

from collections.abc import Generator


def old(values: list[int]) -> Generator[int, int | None, None]:
    total = 0
    for value in values:
        total += value
        total += 1 if (yield total) else 0


def new(values: list[int]) -> Generator[int, int | None, None]:
    total = 0
    for value in values:
        total += value
        yield total
