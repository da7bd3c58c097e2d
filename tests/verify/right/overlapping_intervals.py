"""Sorted copies merge in one pass in both; the second does not build a list for each step."""


def old(intervals: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged = []
    for start, stop in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged = [*merged[:-1], (merged[-1][0], max(merged[-1][1], stop))]
        else:
            merged = [*merged, (start, stop)]
    return merged


def new(intervals: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged = []
    for start, stop in sorted(intervals):
        if merged and start <= merged[-1][1]:
            if stop > merged[-1][1]:
                merged[-1] = (merged[-1][0], stop)
        else:
            merged.append((start, stop))
    return merged
