"""`math.fsum` rounds once, the loop at every step; the last bits differ."""

import math


def old(weights: list[float]) -> float:
    total = 0.0
    for weight in weights:
        total += weight
    return total


def new(weights: list[float]) -> float:
    return math.fsum(weights)
