"""Listing a set happens to keep small ints in order; other ints come out in the order of their hashes."""


def old(values: list[int]) -> list[int]:
    seen = set()
    unique = []
    for value in sorted(values):
        if value not in seen:
            seen.add(value)
            unique.append(value)
    return unique


def new(values: list[int]) -> list[int]:
    return list(set(values))
