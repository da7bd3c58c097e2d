"""The incremental mean rounds at every step: close to the mean, and not the same float."""


def old(values: list[float]) -> float:
    if not values:
        return 0.0
    return sum(values) / len(values)


def new(values: list[float]) -> float:
    mean = 0.0
    for count, value in enumerate(values, 1):
        mean += (value - mean) / count
    return mean
