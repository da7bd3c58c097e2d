"""A sorted set has each value once, and no longer in the order of first sight."""


def old(values: list[int]) -> list[int]:
    unique = []
    for value in values:
        if value not in unique:
            unique.append(value)
    return unique


def new(values: list[int]) -> list[int]:
    return sorted(set(values))
