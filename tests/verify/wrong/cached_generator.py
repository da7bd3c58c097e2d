"""The cached generator is used up after the first call."""

from collections.abc import Iterator
from functools import lru_cache


def old(limit: int) -> Iterator[int]:
    for i in range(min(limit, 50)):
        yield i * i


@lru_cache(maxsize=None)
def new(limit: int) -> Iterator[int]:
    return (i * i for i in range(min(limit, 50)))
