"""The interpreter's recursion limit is raised and stays so for everyone."""

import sys


def old(values: list[int]) -> int:
    total = 0
    for value in values:
        total += value
    return total


def new(values: list[int]) -> int:
    sys.setrecursionlimit(10_000)
    return sum(values)
