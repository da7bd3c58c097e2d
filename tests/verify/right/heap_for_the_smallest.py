"""`nsmallest` is a sorted slice for any count that is not negative, and negative ones are refused in both."""

from heapq import nsmallest


def old(scores: list[int], count: int) -> list[int]:
    if count < 0:
        raise ValueError("count must not be negative")
    return sorted(scores)[:count]


def new(scores: list[int], count: int) -> list[int]:
    if count < 0:
        raise ValueError("count must not be negative")
    return nsmallest(count, scores)
