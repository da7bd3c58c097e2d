"""`lru_cache` must hash its arguments: a tuple still works, a list raises TypeError."""

from collections.abc import Sequence
from functools import lru_cache


def old(values: Sequence[int]) -> int:
    best = 0
    for value in values:
        best = max(best, value)
    return best


@lru_cache(maxsize=None)
def new(values: Sequence[int]) -> int:
    return max(values, default=0) if values and max(values) > 0 else 0
