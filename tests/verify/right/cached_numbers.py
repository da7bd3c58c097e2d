"""What the cache shares between calls are ints, which no caller can change."""

from functools import lru_cache


def old(number: int) -> int:
    steps = 0
    while number > 1 and steps < 500:
        number = number // 2 if number % 2 == 0 else 3 * number + 1
        steps += 1
    return steps


@lru_cache(maxsize=1024)
def new(number: int) -> int:
    steps = 0
    while number > 1 and steps < 500:
        number = number >> 1 if not number & 1 else 3 * number + 1
        steps += 1
    return steps
