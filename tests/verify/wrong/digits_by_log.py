"""The float logarithm of 1000 to base 10 is 2.9999999999999996, so some counts are one too low."""

import math


def old(number: int) -> int:
    number = abs(number)
    digits = 1
    while number >= 10:
        number //= 10
        digits += 1
    return digits


def new(number: int) -> int:
    number = abs(number)
    return int(math.log(number, 10)) + 1 if number else 1
