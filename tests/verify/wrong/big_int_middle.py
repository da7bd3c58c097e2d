"""True division goes through a float, which cannot hold large ints exactly."""


def old(low: int, high: int) -> int:
    return low + (high - low) // 2


def new(low: int, high: int) -> int:
    return int((low + high) / 2)
