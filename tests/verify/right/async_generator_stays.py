"""Still an async generator, with the same items."""

from collections.abc import AsyncIterator


async def old(values: list[int]) -> AsyncIterator[int]:
    total = 0
    for i in range(len(values)):
        total = 0
        for j in range(i + 1):
            total += values[j]
        yield total


async def new(values: list[int]) -> AsyncIterator[int]:
    total = 0
    for value in values:
        total += value
        yield total
