"""Sorting and `min` treat NaN differently: which number comes out depends on where the NaN stands."""


def old(samples: list[float]) -> float:
    if not samples:
        return 0.0
    return sorted(samples)[0]


def new(samples: list[float]) -> float:
    return min(samples, default=0.0)
