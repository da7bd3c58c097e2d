"""The cache hands the same list to every caller: what one of them appends, the next one sees."""

from functools import lru_cache


def old(limit: int) -> list[int]:
    squares = []
    for i in range(min(limit, 100)):
        squares.append(i * i)
    return squares


@lru_cache(maxsize=None)
def new(limit: int) -> list[int]:
    return [i * i for i in range(min(limit, 100))]
