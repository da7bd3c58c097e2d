"""The sum of any range of ints is the difference of two prefix sums; the bounds are cut as before."""

from itertools import accumulate


def old(values: list[int], queries: list[tuple[int, int]]) -> list[int]:
    sums = []
    for start, stop in queries:
        total = 0
        for i in range(max(start, 0), min(stop, len(values))):
            total += values[i]
        sums.append(total)
    return sums


def new(values: list[int], queries: list[tuple[int, int]]) -> list[int]:
    before = [0, *accumulate(values)]
    sums = []
    for start, stop in queries:
        start, stop = max(start, 0), min(stop, len(values))
        sums.append(before[stop] - before[start] if start < stop else 0)
    return sums
