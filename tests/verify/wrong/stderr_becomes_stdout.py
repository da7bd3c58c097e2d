"""The warnings were printed to stderr and now go to stdout."""

import sys


def old(values: list[int]) -> int:
    total = 0
    for value in values:
        if value < 0:
            print("negative", value, file=sys.stderr)
        total += value
    return total


def new(values: list[int]) -> int:
    for value in values:
        if value < 0:
            print("negative", value)
    return sum(values)
