"""The answer depends on the time of the call."""

# reason: time.time

import time


def old(deadlines: list[float]) -> list[float]:
    late = []
    for deadline in deadlines:
        if deadline < time.time():
            late.append(deadline)
    return late


def new(deadlines: list[float]) -> list[float]:
    now = time.time()
    return [deadline for deadline in deadlines if deadline < now]
