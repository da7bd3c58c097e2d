"""`0.0 - x` of 0.0 is 0.0, and `-x` is -0.0: they compare equal and print differently."""


def old(deltas: list[float]) -> list[float]:
    result = []
    for delta in deltas:
        result.append(0.0 - delta)
    return result


def new(deltas: list[float]) -> list[float]:
    return [-delta for delta in deltas]
