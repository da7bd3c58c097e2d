"""`math.sqrt` is a float: above 2**53 the root can be off by one, far above it overflows."""

import math


def old(area: int) -> int:
    if area < 0:
        return -1
    return math.isqrt(area)


def new(area: int) -> int:
    if area < 0:
        return -1
    return int(math.sqrt(area))
