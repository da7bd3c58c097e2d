"""A number that has a divisor has one that is not above its integer square root."""

from math import isqrt


def old(number: int) -> bool:
    if number < 2:
        return False
    for divisor in range(2, number):
        if number % divisor == 0:
            return False
    return True


def new(number: int) -> bool:
    if number < 2:
        return False
    return all(number % divisor for divisor in range(2, isqrt(number) + 1))
