"""`%` takes the sign of the divisor, `math.fmod` that of the dividend."""

import math


def old(hours: int) -> int:
    day = hours % 24
    return day


def new(hours: int) -> int:
    return int(math.fmod(hours, 24))
