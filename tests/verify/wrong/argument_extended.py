"""The first list grows in place instead of being copied."""


def old(first: list[int], second: list[int]) -> list[int]:
    merged = []
    for value in first:
        merged.append(value)
    for value in second:
        merged.append(value)
    return merged


def new(first: list[int], second: list[int]) -> list[int]:
    first.extend(second)
    return first[:]
