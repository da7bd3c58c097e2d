"""A slice to a negative end drops elements from the end, `nlargest` of a negative number gives none."""

import heapq


def old(scores: list[int], count: int) -> list[int]:
    return sorted(scores, reverse=True)[:count]


def new(scores: list[int], count: int) -> list[int]:
    return heapq.nlargest(count, scores)
