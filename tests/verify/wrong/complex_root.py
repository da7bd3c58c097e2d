"""`x ** 0.5` of a negative number is complex, `math.sqrt` raises ValueError."""

import math


def old(variances: list[float]) -> list:
    roots = []
    for variance in variances:
        roots.append(variance**0.5)
    return roots


def new(variances: list[float]) -> list:
    return list(map(math.sqrt, variances))
