"""`x ** 3` and `x * x * x` round differently, and one overflows where the other gives infinity."""


def old(sides: list[float]) -> list[float]:
    return [side**3 for side in sides]


def new(sides: list[float]) -> list[float]:
    return [side * side * side for side in sides]
