"""Dict keys keep the first of equal ints and the order of first sight, as the list did."""


def old(values: list[int]) -> list[int]:
    unique = []
    for value in values:
        if value not in unique:
            unique.append(value)
    return unique


def new(values: list[int]) -> list[int]:
    return list(dict.fromkeys(values))
