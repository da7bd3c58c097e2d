"""Descending count and then the name: the key orders pairs as the comparison did."""

from functools import cmp_to_key


def _compare(left: tuple[str, int], right: tuple[str, int]) -> int:
    if left[1] != right[1]:
        return right[1] - left[1]
    if left[0] == right[0]:
        return 0
    return -1 if left[0] < right[0] else 1


def old(counts: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(counts, key=cmp_to_key(_compare))


def new(counts: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(counts, key=lambda pair: (-pair[1], pair[0]))
