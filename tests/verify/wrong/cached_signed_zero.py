"""The angle is cached."""

import math
from functools import lru_cache


def old(y: float, x: float) -> float:
    angle = math.atan2(y, x)
    return math.degrees(angle)


@lru_cache(maxsize=None)
def new(y: float, x: float) -> float:
    return math.degrees(math.atan2(y, x))
