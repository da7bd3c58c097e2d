"""The chain of tests lets NaN through; `min` and `max` turn it into the upper bound."""


def old(ratio: float) -> float:
    if ratio < 0.0:
        return 0.0
    if ratio > 1.0:
        return 1.0
    return ratio


def new(ratio: float) -> float:
    return max(0.0, min(1.0, ratio))
