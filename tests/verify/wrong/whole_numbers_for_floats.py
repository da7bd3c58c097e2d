"""Whole numbers may stand where floats are asked for: the largest was an int and is a float now."""


def old(values: list[float]) -> float:
    largest = 0.0
    for value in values:
        if value > largest:
            largest = value
    return largest


def new(values: list[float]) -> float:
    return max([0.0, *map(float, values)])
