"""Total and maximum are carried along together; every float operation is the one that was done before."""


def old(samples: list[float]) -> tuple[float, float]:
    total = 0.0
    for sample in samples:
        total += sample
    peak = 0.0
    for sample in samples:
        if sample > peak:
            peak = sample
    return total, peak


def new(samples: list[float]) -> tuple[float, float]:
    total = peak = 0.0
    for sample in samples:
        total += sample
        if sample > peak:
            peak = sample
    return total, peak
