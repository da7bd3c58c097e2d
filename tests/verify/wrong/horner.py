"""Horner's scheme adds the same terms in another order: float coefficients give other last bits."""


def old(coefficients: list[float], x: float) -> float:
    total = 0.0
    for power, coefficient in enumerate(coefficients):
        term = coefficient
        for _ in range(power):
            term *= x
        total += term
    return total


def new(coefficients: list[float], x: float) -> float:
    total = 0.0
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total
