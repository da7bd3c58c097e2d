"""Binary search needs a sorted list, and nobody said that the list is sorted."""

from bisect import bisect_left


def old(values: list[int], wanted: int) -> bool:
    for value in values:
        if value == wanted:
            return True
    return False


def new(values: list[int], wanted: int) -> bool:
    at = bisect_left(values, wanted)
    return at < len(values) and values[at] == wanted
