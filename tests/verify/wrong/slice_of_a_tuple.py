"""A slice has the type of what is sliced: a tuple gives a tuple, the loop always gave a list."""

from collections.abc import Sequence


def old(values: Sequence[int], count: int) -> list[int]:
    head = []
    for i, value in enumerate(values):
        if i >= count:
            break
        head.append(value)
    return head


def new(values: Sequence[int], count: int) -> list[int]:
    return values[: max(count, 0)]
