"""groupby for the runs."""

from itertools import groupby


def old(samples: list[float]) -> list[int]:
    runs: list[int] = []
    before = None
    for sample in samples:
        if runs and sample == before:
            runs[-1] += 1
        else:
            runs.append(1)
        before = sample
    return runs


def new(samples: list[float]) -> list[int]:
    return [len(list(group)) for _, group in groupby(samples)]
