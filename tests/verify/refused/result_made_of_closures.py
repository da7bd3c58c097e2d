"""What comes back are functions, and two functions cannot be compared."""

# reason: cannot be compared

from collections.abc import Callable


def old(steps: list[int]) -> list[Callable[[int], int]]:
    adders = []
    for step in steps:
        adders.append(lambda number, step=step: number + step)
    return adders


def new(steps: list[int]) -> list[Callable[[int], int]]:
    return [lambda number, step=step: number + step for step in steps]
