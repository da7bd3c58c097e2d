"""Ints and their hashes agree with `==`, so a set finds what the list found; order and duplicates stay."""


def old(values: list[int], allowed: list[int]) -> list[int]:
    kept = []
    for value in values:
        if value in allowed:
            kept.append(value)
    return kept


def new(values: list[int], allowed: list[int]) -> list[int]:
    known = set(allowed)
    return [value for value in values if value in known]
