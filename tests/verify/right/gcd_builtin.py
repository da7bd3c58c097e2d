"""Euclid's algorithm on absolute values is `math.gcd`, with 0 for two zeros."""

import math


def old(left: int, right: int) -> int:
    left, right = abs(left), abs(right)
    while right:
        left, right = right, left % right
    return left


def new(left: int, right: int) -> int:
    return math.gcd(left, right)
