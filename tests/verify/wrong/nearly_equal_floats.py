"""`isclose` calls values the same that differ in the last bit."""

import math


def old(left: list[float], right: list[float]) -> int:
    same = 0
    for i in range(min(len(left), len(right))):
        if left[i] == right[i]:
            same += 1
    return same


def new(left: list[float], right: list[float]) -> int:
    return sum(map(math.isclose, left, right))
