"""The number of smaller values is the place where bisection would insert."""

from bisect import bisect_left


def old(values: list[int], queries: list[int]) -> list[int]:
    ranks = []
    for query in queries:
        rank = 0
        for value in values:
            if value < query:
                rank += 1
        ranks.append(rank)
    return ranks


def new(values: list[int], queries: list[int]) -> list[int]:
    ordered = sorted(values)
    return [bisect_left(ordered, query) for query in queries]
